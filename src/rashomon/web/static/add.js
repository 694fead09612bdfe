// Adding files: each is sent by itself with its progress; the list below follows what becomes of them.
"use strict";

(() => {
  const form = document.getElementById("drop");
  const list = () => document.getElementById("files");
  const sending = document.getElementById("sending");
  const AT_ONCE = 2;

  // The list is made by the server; here it is only fetched again, at most twice a second.
  let due = false;
  let asked = false;
  const put = (made) => {
    const focused = list().contains(document.activeElement) ? document.activeElement.closest("li")?.dataset.id : null;
    list().replaceWith(made);
    if (focused) list().querySelector(`li[data-id="${focused}"] :is(button, a)`)?.focus({ preventScroll: true });
  };
  const refresh = async () => {
    if (asked) {
      due = true;
      return;
    }
    asked = true;
    try {
      const answer = await fetch("/add/list", { headers: { accept: "text/html" } });
      if (answer.ok) {
        const made = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("files");
        if (made) put(document.adoptNode(made));
      }
    } catch {
      due = true; // the server is gone for a moment: the next look tells
    }
    setTimeout(() => {
      asked = false;
      if (due) {
        due = false;
        refresh();
      }
    }, 500);
  };
  document.addEventListener("rashomon:file", refresh);

  if (!form) return;
  const picker = form.querySelector('input[type="file"]');
  form.querySelector(".send").hidden = true; // a file that is chosen is sent at once

  const line = (name) => {
    const item = document.createElement("li");
    const state = document.createElement("span");
    state.className = "badge working";
    state.textContent = "being sent";
    const label = document.createElement("bdi");
    label.textContent = name;
    const file = document.createElement("span");
    file.className = "file";
    file.append(label);
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `Sending ${name}`);
    item.append(state, file, bar);
    sending.append(item);
    const fail = (words) => {
      state.className = "badge failed";
      state.textContent = "not sent";
      const reason = document.createElement("span");
      reason.className = "reason";
      reason.setAttribute("role", "alert");
      reason.textContent = words;
      bar.replaceWith(reason);
    };
    return { item, bar, fail };
  };

  const send = (file) =>
    new Promise((done) => {
      const shown = line(file.name);
      if (file.size > Number(form.dataset.limit)) {
        shown.fail(`It is larger than ${form.dataset.limitWords}, the most that is read of one file; split it.`);
        done();
        return;
      }
      const body = new FormData();
      body.append("csrf", document.body.dataset.csrf);
      body.append("published", form.querySelector('[name="published"]').value);
      body.append("file", file, file.name);
      const request = new XMLHttpRequest();
      request.open("POST", "/api/files");
      request.setRequestHeader("accept", "application/json");
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) shown.bar.value = event.loaded / event.total;
      });
      request.addEventListener("loadend", () => {
        if (request.status === 202) shown.item.remove();
        else {
          let words = "The server did not take it; try again.";
          try {
            words = JSON.parse(request.responseText).detail ?? words;
          } catch {
            // no answer in words: what was said above holds
          }
          shown.fail(words);
        }
        refresh();
        done();
      });
      request.send(body);
    });

  const waiting = [];
  let busy = 0;
  const next = () => {
    while (busy < AT_ONCE && waiting.length) {
      busy += 1;
      send(waiting.shift()).then(() => {
        busy -= 1;
        next();
      });
    }
  };
  const take = (files) => {
    waiting.push(...files);
    next();
  };

  picker.addEventListener("change", () => {
    take(picker.files);
    picker.value = "";
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  // Files may be dropped anywhere on the page: beside the place they would replace the page.
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    form.classList.remove("over");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    // A folder has no bytes of its own; what lies in it is added by 'rashomon add'.
    const items = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.());
    take([...event.dataTransfer.files].filter((_, at) => !items[at]?.isDirectory));
    for (const item of items.filter((item) => item?.isDirectory))
      line(`${item.name}/`).fail("It is a folder: open it and choose the files, or use rashomon add.");
  });
})();
