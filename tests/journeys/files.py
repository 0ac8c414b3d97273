"""The candidate's files, made here: each opens in the program that it is for."""

import base64
import io

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, FilePayload
from weasyprint import HTML

RECORD = """<html lang="en"><title>{title}</title><style>@page {{ size: A4; margin: 2cm }}</style>
<h1>{title}</h1><p>What I can do, what I want to learn, and how I shall know.</p>
<h1 style="break-before: page">What came of it</h1><p>Three calls that I listened to again with my manager.</p></html>"""
FILM = """() => new Promise((resolve, reject) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
  const pen = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/mp4;codecs=avc1.42E01E" });
  const parts = [];
  let frame = 0;
  const drawing = setInterval(() => {
    pen.fillStyle = `hsl(${frame * 9} 60% 40%)`;
    pen.fillRect(0, 0, 320, 240);
    pen.fillStyle = "white";
    pen.font = "48px sans-serif";
    pen.fillText(`Call ${frame}`, 60, 130);
    if (++frame === 30) { clearInterval(drawing); recorder.stop(); }
  }, 50);
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.onerror = reject;
  recorder.onstop = () => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",")[1]);
    reader.readAsDataURL(new Blob(parts));
  };
  recorder.start();
})"""


def photo() -> FilePayload:
    out, picture = io.BytesIO(), Image.new("RGB", (1600, 1200), "#24506b")
    ImageDraw.Draw(picture).text((200, 500), "What we agreed on Monday", fill="white", font_size=90)
    picture.save(out, "JPEG")
    return {"name": "whiteboard.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def record(title: str = "My development plan") -> FilePayload:
    content: bytes = HTML(string=RECORD.format(title=title)).write_pdf()
    return {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": content}


def film(browser: Browser) -> FilePayload:
    """A second and a half that Chromium records of a drawing."""
    page = browser.new_page()
    content = base64.b64decode(page.evaluate(FILM))
    page.close()
    return {"name": "call.mp4", "mimeType": "video/mp4", "buffer": content}


def answer() -> FilePayload:
    words = "We met again on Thursday. My manager heard two calls and signed the note that I keep.\n"
    return {"name": "answer.txt", "mimeType": "text/plain", "buffer": words.encode()}


SCRIPT: FilePayload = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": b"<!doctype html><script>1</script>"}
EMPTY: FilePayload = {"name": "empty.pdf", "mimeType": "application/pdf", "buffer": b""}
