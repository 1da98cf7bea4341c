/* The calendar's address says whom and what it is narrowed to, over the grid and over the list: so it survives a reload
   and Back, and shows a colleague the same, as far as they may see it. The server says it in the same way (choices.py). */
window.LedigNarrowed = function (search, shown) {
  "use strict";
  var said = new URLSearchParams(search);
  var filters = { with: (shown.people || []).join(","), place: shown.place, service: shown.service, among: shown.among };
  Object.keys(filters).concat("people").forEach(function (name) {
    if (filters[name]) said.set(name, filters[name]); else said.delete(name);
  });
  return "?" + said.toString().replace(/%2C/g, ",");
};
