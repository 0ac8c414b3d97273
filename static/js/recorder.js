// Sound recorded on the page itself, where the device can; the file field beside it takes what was recorded elsewhere.
// While it runs it is kept on this device, every few seconds, until the record is signed or the person discards it: a lost
// connection, a closed lid, a reload or a refused form loses no more than that.
(function () {
  "use strict";
  const me = document.body.dataset.actor;
  if (!window.indexedDB || !me) return;

  // What is kept on this device, by the key of the form that it belongs to; in pieces, so that an hour is written once.
  function shelf() {
    return new Promise((done, failed) => {
      const asked = indexedDB.open("attest-recordings", 2);
      asked.onupgradeneeded = () => {
        [...asked.result.objectStoreNames].forEach((name) => asked.result.deleteObjectStore(name));
        asked.result.createObjectStore("recordings", { keyPath: "key" });
        asked.result.createObjectStore("pieces", { autoIncrement: true }).createIndex("key", "key");
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  }
  async function kept(mode, act) {
    const database = await shelf();
    return new Promise((done, failed) => {
      const all = database.transaction(["recordings", "pieces"], mode);
      const asked = act(all.objectStore("recordings"), all.objectStore("pieces"));
      all.oncomplete = () => { database.close(); done(asked.result); };
      all.onerror = () => { database.close(); failed(all.error); };
    });
  }
  const forget = (key) => kept("readwrite", (recordings, pieces) => {
    pieces.index("key").getAllKeys(key).onsuccess = (event) => event.target.result.forEach((one) => pieces.delete(one));
    return recordings.delete(key);
  });
  const keep = (one, blob) => kept("readwrite", (recordings, pieces) => { recordings.put(one); return pieces.add({ key: one.key, blob }); });
  async function soundOf(one) {
    const found = await kept("readonly", (recordings, pieces) => pieces.index("key").getAll(one.key));
    return new Blob(found.map((piece) => piece.blob), { type: one.type });
  }

  const made = document.querySelector("[data-made]");  // signed: the server has it
  if (made) forget(made.dataset.made);

  const part = document.querySelector("[data-recorder]");
  const input = document.getElementById("id_recording");
  if (!part || !window.DataTransfer) return;
  const button = part.querySelector("[data-record]");
  const said = part.querySelector("[data-recorded]");
  const label = button.lastChild;
  const place = input.form.dataset.draft, key = input.form.elements.key.value;
  let recorder = null, since = 0;

  const length = () => { const all = Math.round((Date.now() - since) / 1000); return `${Math.floor(all / 60)} min ${all % 60} s`; };
  function attach(blob, name) {
    const files = new DataTransfer();
    files.items.add(new File([blob], name, { type: blob.type }));
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function goesWithIt(one, blob) {
    attach(blob, one.name);
    label.textContent = "Record again";
    said.textContent = "Recorded before. It goes with the record when you sign it.";
  }
  async function start() {
    let stream;
    try { stream = await navigator.mediaDevices.getUserMedia({ audio: true }); } catch (error) {
      said.textContent = "The microphone is not open to this page. Allow it in the browser, or choose a file.";
      return;
    }
    await forget(key).catch(() => {});
    const pieces = [];
    recorder = new MediaRecorder(stream);
    const type = recorder.mimeType.split(";")[0] || "audio/webm";
    const name = `recording.${type.includes("mp4") ? "m4a" : type.includes("ogg") ? "ogg" : "webm"}`;
    recorder.addEventListener("dataavailable", (event) => {
      pieces.push(event.data);
      keep({ key, me, place, name, type, at: Date.now() }, event.data).catch(() => {});
      const minutes = Math.floor((Date.now() - since) / 60000);  // a reader hears it once a minute
      if (recorder && minutes) said.textContent = `Recording, ${minutes} min`;
    });
    recorder.addEventListener("stop", () => {
      stream.getTracks().forEach((track) => track.stop());
      attach(new Blob(pieces, { type }), name);
      label.textContent = "Record again";
      said.textContent = `Recorded, ${length()}. It goes with the record when you sign it.`;
      recorder = null;
    });
    recorder.start(5000);
    since = Date.now();
    label.textContent = "Stop";
    said.textContent = "Recording";
  }
  button.addEventListener("click", () => { if (recorder) recorder.stop(); else start(); });
  addEventListener("beforeunload", (event) => { if (recorder) event.preventDefault(); });
  if (navigator.mediaDevices && window.MediaRecorder) part.hidden = false;

  // What was recorded for this candidate and never signed.
  function offer(one) {
    const line = document.querySelector("[data-unsigned]").content.firstElementChild.cloneNode(true);
    const day = new Date(one.at);
    line.querySelector("[data-when]").textContent = day.toLocaleString("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
    line.querySelector("[data-use]").addEventListener("click", async () => {
      const blob = await soundOf(one);
      await forget(key);
      await keep({ ...one, key }, blob);
      await forget(one.key);
      line.remove();
      goesWithIt(one, blob);
    });
    line.querySelector("[data-discard]").addEventListener("click", async () => { await forget(one.key); line.remove(); });
    part.before(line);
  }
  kept("readonly", (recordings) => recordings.getAll()).then((all) => all.filter((one) => one.me === me && one.place === place).forEach(async (one) => {
    if (one.key === key) goesWithIt(one, await soundOf(one));  // the form was refused: a page cannot keep a file
    else offer(one);
  })).catch(() => {});
})();
