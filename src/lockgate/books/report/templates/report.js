"use strict";
// A little help where scripts run; the page says everything without them.
(() => {
  const make = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
  const value = (row, at) => row.cells[at].dataset.value || row.cells[at].textContent.trim();
  const order = (table, at, numeric, down) => {
    const body = table.tBodies[0];
    const rows = [...body.rows].filter((row) => !row.classList.contains("sums"));
    const sums = [...body.rows].filter((row) => row.classList.contains("sums"));
    const number = (row) => { const found = parseFloat(value(row, at)); return Number.isNaN(found) ? -Infinity : found; };
    rows.sort((a, b) => (numeric ? number(a) - number(b) : value(a, at).localeCompare(value(b, at))) * (down ? -1 : 1));
    body.append(...rows, ...sums);
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    [...table.tHead.rows[0].cells].forEach((head, at) => {
      const button = make("span", head.textContent); // a real button keeps a head from being repeated on paper
      button.className = "sort";
      button.tabIndex = 0;
      button.setAttribute("role", "button");
      head.replaceChildren(button);
      button.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); button.click(); }
      });
      button.addEventListener("click", () => {
        const numeric = head.classList.contains("number");
        const down = head.getAttribute("aria-sort") === "descending" ? false : head.getAttribute("aria-sort") === "ascending" ? true : numeric;
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        order(table, at, numeric, down);
      });
    });
  }
  for (const wrap of document.querySelectorAll(".wrap.tall")) {
    const table = wrap.querySelector("table");
    const tools = make("div", "");
    const label = make("label", "Show only rows with ");
    const input = make("input", "");
    const said = make("span", "");
    tools.className = "tools";
    input.type = "search";
    said.setAttribute("role", "status");
    label.append(input);
    tools.append(label, said);
    wrap.before(tools);
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      let shown = 0;
      for (const row of table.tBodies[0].rows) {
        const fits = !wanted || row.textContent.toLowerCase().includes(wanted);
        row.classList.toggle("hidden", !fits);
        shown += fits ? 1 : 0;
      }
      said.textContent = wanted ? `${shown} of ${table.tBodies[0].rows.length} rows` : "";
    });
  }
  const proofs = [...document.querySelectorAll("details.proofs")];
  const bar = document.getElementById("proofs");
  if (proofs.length > 1 && bar) {
    for (const [text, open] of [["Open all proofs", true], ["Close all proofs", false]]) {
      const button = make("button", text);
      button.type = "button";
      button.addEventListener("click", () => proofs.forEach((one) => { one.open = open; }));
      bar.append(button);
    }
  }
  // paper has no buttons: whatever is folded, other than proofs, is printed
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details.printed:not([open])")];
    folded.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((one) => { one.open = false; }));
})();
