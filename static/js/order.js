/* A list whose rows are dragged into another order by their grips. The buttons of each row do the same; a drop says to
   the row's own form which place it got. */
(function () {
  "use strict";

  var dragged = null;

  function rows(list) { return Array.prototype.slice.call(list.querySelectorAll("[data-code]")); }

  function follow(event) {
    var list = dragged.row.parentNode;
    var after = rows(list).filter(function (row) {
      var box = row.getBoundingClientRect();
      return row !== dragged.row && event.clientY < box.top + box.height / 2;
    })[0];
    if (after !== dragged.row.nextElementSibling) list.insertBefore(dragged.row, after || null);
  }

  function drop(event) {
    var row = dragged.row, was = dragged.place, next = dragged.next;
    row.classList.remove("ordered--dragged");
    document.removeEventListener("pointermove", follow);
    document.removeEventListener("pointerup", drop);
    document.removeEventListener("pointercancel", drop);
    dragged = null;
    if (event.type === "pointercancel") return row.parentNode.insertBefore(row, next);
    var place = rows(row.parentNode).indexOf(row);
    if (place === was) return;
    var button = row.querySelector("[name=place]");
    button.value = place;
    button.disabled = false;
    button.click();
  }

  document.addEventListener("pointerdown", function (event) {
    var grip = event.target.closest("[data-grip]");
    if (!grip || event.button !== 0 || dragged) return;
    event.preventDefault();
    var row = grip.closest("[data-code]");
    dragged = { row: row, place: rows(row.parentNode).indexOf(row), next: row.nextElementSibling };
    row.classList.add("ordered--dragged");
    document.addEventListener("pointermove", follow);
    document.addEventListener("pointerup", drop);
    document.addEventListener("pointercancel", drop);
  });
})();
