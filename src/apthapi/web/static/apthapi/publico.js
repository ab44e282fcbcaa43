// Shows, of the page that finds, only what has every word that is typed, without regard to accents or case.
// Not a module: those do not load where the site is opened from a folder of one's own.
"use strict";
{
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const box = document.querySelector("#q");
  const items = [...document.querySelectorAll(".indice li")].map((row) => ({ row, text: plain(row.textContent) }));
  const count = document.querySelector("[data-cuenta]");
  const everything = count.textContent;

  const show = () => {
    const words = plain(box.value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const { row, text } of items) {
      row.hidden = !words.every((word) => text.includes(word));
      found += row.hidden ? 0 : 1;
    }
    for (const section of document.querySelectorAll("[data-seccion]")) {
      section.hidden = !section.querySelector("li:not([hidden])");
    }
    count.textContent = words.length ? `${found} de ${items.length} con «${box.value.trim()}».` : everything;
  };

  // On a server the list may come already filtered: then the form asks it again.
  if (!count.hasAttribute("data-filtrada")) {
    box.value = new URLSearchParams(location.search).get("q") ?? "";
    box.addEventListener("input", show);
    show();
  }
}
