// Narrows and ranks the list of the search page. The list is complete without it.
(function () {
  var field = document.getElementById("find");
  var list = document.getElementById("all");
  var count = document.getElementById("count");
  var items = Array.prototype.slice.call(list.children).map(function (node, at) {
    return { node: node, at: at, id: node.firstChild.textContent.toLowerCase(), text: node.textContent.toLowerCase(),
             words: node.getAttribute("data-words") };
  });
  function score(item, words) {
    var total = 0;
    for (var i = 0; i < words.length; i += 1) {
      var word = words[i];
      if (item.id === word) { total += 20; }
      else if (item.id.indexOf(word) >= 0) { total += 6; }
      else if (item.text.indexOf(word) >= 0) { total += 4; }
      else if (item.words.indexOf(word) >= 0) { total += 1; }
      else { return 0; }
    }
    return total;
  }
  function narrow() {
    var words = field.value.toLowerCase().replace(/,(?=\d{3})/g, "").split(/\s+/).filter(Boolean);
    var found = items.map(function (item) { return { item: item, score: words.length ? score(item, words) : 1 }; });
    found.sort(function (one, other) { return other.score - one.score || one.item.at - other.item.at; });
    var shown = 0;
    found.forEach(function (one) {
      one.item.node.hidden = !one.score;
      shown += one.score ? 1 : 0;
      list.appendChild(one.item.node);
    });
    count.textContent = shown ? shown + " records" : "Nothing was found. Try fewer or other words.";
  }
  field.value = new URLSearchParams(location.search).get("q") || "";
  field.addEventListener("input", narrow);
  field.form.addEventListener("submit", function (event) { event.preventDefault(); narrow(); });
  narrow();
}());
