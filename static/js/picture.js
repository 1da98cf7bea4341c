/* Shows a picture that was chosen, wherever the page shows what clients will see of it, before it is sent. */
(function () {
  "use strict";

  var DRAWN = ["image/jpeg", "image/png", "image/webp"];
  var chosen = {};
  var stood = new WeakMap();

  function places(id) {
    return document.querySelectorAll('[data-shows="' + id + '"]');
  }

  function show(id) {
    places(id).forEach(function (place) {
      var image = document.createElement("img");
      image.className = place.dataset.as;
      image.alt = "";
      image.src = chosen[id];
      if (!stood.has(place)) stood.set(place, Array.from(place.childNodes));
      place.replaceChildren(image);
    });
  }

  function back(id) {
    delete chosen[id];
    places(id).forEach(function (place) {
      if (stood.has(place)) place.replaceChildren.apply(place, stood.get(place));
    });
  }

  function take(input) {
    var file = input.files[0];
    if (!file || DRAWN.indexOf(file.type) < 0) return back(input.id);
    var reader = new FileReader();
    reader.addEventListener("load", function () {
      if (input.files[0] !== file) return;
      chosen[input.id] = reader.result;
      show(input.id);
    });
    reader.readAsDataURL(file);
  }

  document.addEventListener("change", function (event) {
    if (event.target.matches('.picture input[type="file"]')) take(event.target);
  });
  document.addEventListener("htmx:afterSwap", function () { Object.keys(chosen).forEach(show); });
  // The browser keeps the choice when the page comes back.
  document.querySelectorAll('.picture input[type="file"]').forEach(take);
})();
