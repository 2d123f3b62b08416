// Everything here is a convenience: each page works without it.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const store = {
    get(key) {
      try { return localStorage.getItem(key); } catch { return null; }
    },
    set(key, value) {
      try { localStorage.setItem(key, value); } catch { /* Refused: not kept. */ }
    },
    remove(key) {
      try { localStorage.removeItem(key); } catch { /* Refused: was not kept. */ }
    },
  };

  // Theme -------------------------------------------------------------------

  const showTheme = () => {
    const chosen = document.documentElement.dataset.theme || "system";
    for (const button of all("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === chosen));
    }
  };

  const chooseTheme = (choice) => {
    if (choice === "system") {
      delete document.documentElement.dataset.theme;
      store.remove("theme");
    } else {
      document.documentElement.dataset.theme = choice;
      store.set("theme", choice);
    }
    showTheme();
  };

  // Keyboard ----------------------------------------------------------------

  const isTyping = (target) =>
    target.isContentEditable || target.closest("input, select, textarea, dialog");

  const rows = () => all("[data-rows] > tr, [data-rows] > li");

  const current = () => rows().findIndex((row) => row.classList.contains("is-current"));

  const moveTo = (place) => {
    const list = rows();
    if (!list.length) return;
    const next = Math.min(Math.max(place, 0), list.length - 1);
    list[current()]?.classList.remove("is-current");
    list[next].classList.add("is-current");
    (list[next].querySelector("[data-open]") || list[next].querySelector("a"))?.focus();
    list[next].scrollIntoView({ block: "nearest" });
  };

  const useShortcut = (key) => {
    const target = document.querySelector(`[data-shortcut="${CSS.escape(key)}"]`);
    if (!target) return false;
    // An act on rows means the one that was moved to, if none is chosen.
    const row = document.querySelector("[data-rows] > .is-current input[type=checkbox]");
    if (row && row.form === target.form && !document.querySelector("[data-rows] :checked")) {
      row.checked = true;
    }
    if (target.matches("input, select, textarea")) target.focus();
    else target.click();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "?") document.getElementById("keyboard-help")?.showModal();
    else if (event.key === "j") moveTo(current() + 1);
    else if (event.key === "k") moveTo(current() - 1);
    else if (!/^[/a-z]$/.test(event.key) || !useShortcut(event.key)) return;
    event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
      target.closest?.("form[data-draft]")?.requestSubmit();
    } else if (key === "ArrowDown" && target.dataset?.arrowsInto) {
      // Once inside, the arrows move among the choices by themselves.
      const list = document.getElementById(target.dataset.arrowsInto);
      const choice = list.querySelector("[type=radio]:checked") || list.querySelector("[type=radio]");
      if (!choice) return;
      event.preventDefault();
      choice.focus();
      if (!choice.checked) choice.click();
    }
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("details.menu[open]");
    if (event.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // Clicks ------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const theme = event.target.closest("[data-theme-choice]");
    if (theme) chooseTheme(theme.dataset.themeChoice);
    const discarded = event.target.closest("[data-draft-discard]")?.form;
    if (discarded) discardDraft(discarded);
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    const focuser = event.target.closest("[data-focuses]");
    if (focuser) {
      event.preventDefault();
      document.getElementById(focuser.dataset.focuses)?.focus();
    }
    for (const menu of all("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("change", (event) => {
    const box = event.target.closest("[data-selects-all]");
    if (!box) return;
    for (const other of all("input[type=checkbox]", box.closest("table").tBodies[0])) {
      other.checked = box.checked;
    }
  });

  // Drafts: <form data-draft="INC-000123/reply"> --------------------------------

  const draftKey = (form) => `draft:${form.dataset.draft}`;

  const draftFields = (form) =>
    all("textarea, input[type=text], input:not([type])", form).filter((f) => f.name);

  const keepDraft = (form) => {
    const kept = {};
    for (const field of draftFields(form)) {
      if (field.value !== field.defaultValue) kept[field.name] = field.value;
    }
    if (Object.keys(kept).length) store.set(draftKey(form), JSON.stringify(kept));
    else store.remove(draftKey(form));
  };

  const restoreDraft = (form) => {
    let kept;
    try { kept = JSON.parse(store.get(draftKey(form)) || "{}"); } catch { return; }
    for (const field of draftFields(form)) {
      // What the server sent back after an error is newer than the draft.
      if (!field.value && kept[field.name]) field.value = kept[field.name];
    }
    const note = form.querySelector("[data-draft-note]");
    if (note && Object.keys(kept).length) note.hidden = false;
  };

  const discardDraft = (form) => {
    store.remove(draftKey(form));
    form.reset();
    form.querySelector("[data-draft-note]").hidden = true;
    draftFields(form)[0]?.focus();
  };

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (form) keepDraft(form);
  });

  // Let go only once the next page says that it was done: a session may have ended.
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-draft]")) store.set("sent", draftKey(event.target));
  });

  const letGoOfSent = () => {
    const sent = store.get("sent");
    if (sent && document.querySelector("#messages [data-done]")) store.remove(sent);
    store.remove("sent");
  };

  const announceFailure = () => {
    const box = document.getElementById("messages");
    const note = document.createElement("div");
    note.className = "callout tone-breached";
    note.textContent = box.dataset.failed;
    box.replaceChildren(note);
  };

  document.addEventListener("htmx:responseError", announceFailure);
  document.addEventListener("htmx:sendError", announceFailure);

  // The place in a list, for whoever comes back to it ------------------------------

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-rows] [data-open]");
    if (!link) return;
    const row = link.closest("[data-rows] > *");
    const place = { list: location.href, link: link.href, index: rows().indexOf(row) };
    try { sessionStorage.setItem("place", JSON.stringify(place)); } catch { /* Refused. */ }
  });

  const returnToPlace = () => {
    let place;
    try { place = JSON.parse(sessionStorage.getItem("place")); } catch { return; }
    if (!place || place.list !== location.href || !rows().length) return;
    const [visit] = performance.getEntriesByType("navigation");
    if (visit?.type !== "back_forward" && !document.referrer.startsWith(place.link)) return;
    // If the row has gone from the list, the one that moved up into its place.
    const links = rows().map((row) => row.querySelector("[data-open]")?.href);
    const found = links.indexOf(place.link);
    moveTo(found < 0 ? place.index : found);
  };

  // Times that grow old while the page stands open ------------------------------

  const language = document.documentElement.lang || undefined;
  const relative = new Intl.RelativeTimeFormat(language, { style: "short" });
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]];

  const ageTimes = () => {
    for (const element of all("time[data-ago]")) {
      const seconds = (new Date(element.dateTime) - Date.now()) / 1000;
      const [unit, size] = units.find(([, n]) => Math.abs(seconds) >= n) || ["second", 1];
      element.textContent = relative.format(Math.round(seconds / size), unit);
    }
  };

  // Start, for the page and for whatever htmx brings in --------------------------

  const start = (root) => {
    for (const form of all("form[data-draft]", root)) restoreDraft(form);
    root.querySelector(".error-summary")?.focus();
    ageTimes();
  };

  document.addEventListener("htmx:load", (event) => start(event.detail.elt));
  showTheme();
  letGoOfSent();
  start(document);
  returnToPlace();
  setInterval(ageTimes, 30_000);
})();
