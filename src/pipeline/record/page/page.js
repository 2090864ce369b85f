"use strict";
const find = (what) => document.querySelector(what), all = (what) => [...document.querySelectorAll(what)];
const stage = find("#stage"), cut = find("#cut"), opacity = find("#opacity");

const moveTo = (percent) => {
  cut.value = percent;
  stage.style.setProperty("--cut", `${cut.value}%`);
};
cut.addEventListener("input", () => moveTo(cut.value));
opacity.addEventListener("input", () => stage.style.setProperty("--opacity", opacity.value / 100));
find("#outlines").addEventListener("change", (event) => stage.classList.toggle("no-outlines", !event.target.checked));
all("input[name=map]").forEach((choice) => choice.addEventListener("change", () => {
  all(".change").forEach((layer) => layer.classList.toggle("hidden", layer.dataset.map !== choice.value));
}));

// The line follows a pressed pointer.
const follow = (event) => {
  if (event.buttons & 1) {
    const box = stage.getBoundingClientRect();
    moveTo(100 * (event.clientX - box.left) / box.width);
  }
};
stage.addEventListener("pointermove", follow);
stage.addEventListener("dragstart", (event) => event.preventDefault());

const of = (area) => all(`[data-area="${area}"]`);
const mark = (area) => {
  const was = find(`tr[data-area="${area}"]`).classList.contains("marked");
  all(".marked").forEach((part) => part.classList.remove("marked"));
  all("tr[aria-current]").forEach((row) => row.removeAttribute("aria-current"));
  if (!was) {
    of(area).forEach((part) => part.classList.add("marked"));
    find(`tr[data-area="${area}"]`).setAttribute("aria-current", "true");
  }
};
const light = (area, on) => of(area).forEach((part) => part.classList.toggle("lit", on));
all("[data-area]").forEach((part) => {
  const area = part.dataset.area;
  for (const [event, on] of [["pointerenter", true], ["pointerleave", false], ["focus", true], ["blur", false]]) {
    part.addEventListener(event, () => light(area, on));
  }
  part.addEventListener("click", () => {
    mark(area);
    if (part.tagName !== "TR") find(`tr[data-area="${area}"]`).scrollIntoView({ block: "nearest" });
  });
  part.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      mark(area);
    }
  });
});

all("th button").forEach((button) => button.addEventListener("click", () => {
  const head = button.closest("th"), body = head.closest("table").tBodies[0];
  const down = head.getAttribute("aria-sort") !== "descending";
  all("th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const value = (row) => row.cells[head.cellIndex].dataset.value ?? row.cells[head.cellIndex].textContent;
  const compare = (a, b) => (a - b) || String(a).localeCompare(String(b));
  const rows = [...body.rows].sort((a, b) => (down ? -1 : 1) * compare(value(a), value(b)));
  body.append(...rows);
}));
