"""Files for tests, made here: each opens in the program that it is for."""

import base64
import io
import struct
import zipfile
import zlib

import pikepdf
import pypdfium2
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

ORIENTATION, MAKER, PLACE = 0x0112, 0x010F, 0x8825
HALIFAX = {1: "N", 2: (53.0, 43.0, 30.0), 3: "W", 4: (1.0, 51.0, 46.0)}


def photo(
    colour: str = "navy",
    size: tuple[int, int] = (60, 40),
    kind: str = "JPEG",
    turned: bool = False,
    taken: str = "",
    zone: str = "",
) -> bytes:
    """`turned`: as a phone held upright writes it; the maker's name stands for everything private in a photo.

    `taken`: the camera's record, as in "2024:05:17 14:02:10"; `zone`: as in "+02:00", which older ones do not write.
    """
    out, exif = io.BytesIO(), Image.Exif()
    exif[MAKER] = "Invented Phones"
    exif.get_ifd(PLACE).update(HALIFAX)
    if turned:
        exif[ORIENTATION] = 6
    if taken:
        exif.get_ifd(ExifTags.IFD.Exif).update({ExifTags.Base.DateTimeOriginal: taken})
    if zone:
        exif.get_ifd(ExifTags.IFD.Exif).update({ExifTags.Base.OffsetTimeOriginal: zone})
    Image.new("RGB", size, colour).save(out, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return out.getvalue()


def pdf(pages: int = 1) -> bytes:
    out, document = io.BytesIO(), pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(200, 300)
    document.save(out)
    document.close()
    return out.getvalue()


def video(length: int = 4096) -> bytes:
    """The opening box of an MP4 and then filling: enough for everyone who only looks at the kind and the length."""
    return (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(range(256)) * (length // 256 + 1))[:length]


def recording(*codecs: bytes) -> bytes:
    """How the WebM of a browser begins: its tracks, then a cluster."""
    tracks = b"".join(b"\xae\x8a\x86" + bytes([0x80 + len(codec)]) + codec for codec in codecs)
    return b"\x1aE\xdf\xa3\x87B\x82\x84webm\x18S\x80g\x01" + bytes(7) + tracks + b"\x1fC\xb6u\x01V_" + bytes(64)


def mp4_of(*handlers: bytes) -> bytes:
    """How the MP4 of a browser begins: what is in it, before any of it."""
    boxes = b"".join(b"\x00\x00\x00\x14hdlr" + bytes(8) + handler for handler in handlers)
    moov = (len(boxes) + 8).to_bytes(4) + b"moov" + boxes
    return b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso6" + moov + b"\x00\x00\x00\x50mdathdlr" + bytes(8) + b"vide"


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def heic() -> bytes:
    """A photo as a phone takes it, 64 × 48, with its place. Nothing here can write that kind: made once, elsewhere."""
    return zlib.decompress(base64.b85decode(HEIC))


def scan(pages: int = 2, size: tuple[int, int] = (60, 80)) -> bytes:
    """A TIFF, black on white, as an office scanner makes it."""
    out = io.BytesIO()
    first, *rest = [Image.new("1", size, 1) for _ in range(pages)]
    first.save(out, "TIFF", save_all=True, append_images=rest, compression="group4")
    return out.getvalue()


def png_of(width: int, height: int, rows: int = 0) -> bytes:
    """A PNG that says it is so large, with that many white rows in it: next to nothing to send."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    packer = zlib.compressobj(9)
    row = b"\x00" + b"\xff" * -(-width // 8)
    pixels = b"".join(packer.compress(row) for _ in range(rows)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def gif_of(width: int, height: int) -> bytes:
    """A screen of that size around a picture of one pixel."""
    content = photo(kind="GIF", size=(1, 1))
    return content[:6] + struct.pack("<HH", width, height) + content[10:]


def tiff_of(width: int, height: int) -> bytes:
    """A TIFF that says it is so large."""
    content = bytearray(scan(1, (8, 8)))
    for tag, value in ((256, width), (257, height)):
        at = content.index(struct.pack("<HHI", tag, 3, 1))
        content[at : at + 12] = struct.pack("<HHII", tag, 4, 1, value)
    return bytes(content)


def pdf_of(operators: bytes, *, times: int = 1, sides: tuple[float, float] = (600, 800), blank: int = 0) -> bytes:
    """After blank pages one that draws `operators` so many times, which is next to nothing to send."""
    packer = zlib.compressobj()
    start = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(operators) + packer.flush(zlib.Z_FULL_FLUSH)
    document, out = pikepdf.Pdf.new(), io.BytesIO()
    for _ in range(blank):
        document.add_blank_page()
    page = document.add_blank_page()
    page.obj.MediaBox = pikepdf.Array([0, 0, *sides])
    page.Contents = document.make_stream(start + block * times, Filter=pikepdf.Name.FlateDecode)
    document.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


HEIC = (
    r"c-muNV30{GsVvAy%}izhg51nBLl8SRGck>UfpK4MYDppk1Sn>t<P<^K3<a6VB@Af5Br_);Y>0~k0}}%yh{gB_LIXiDPz(r|Lg6CIfY>54GcOIy"
    r"1Ida4IjLY}Ks6a<$%YI_f{Y*~t`(VJ<$ML1CAkbxl?;C~3yKPW^xe#Y<a{7q2Gr}!$P5yi09GXTf#J{JA3qov_?Z)cIwTwzc^Loy2Pt3%sbB^n"
    r"xm`>Si9ks$Cq_mznFR`stkYgSS+;WrM}~m{P>2~sFeoMgm9x1p9xOi43A98wIX|Z;FFB_ID9X#g)&LX|$t*5Ng?iTkiZzmR5(}VgkmC)YG&m6c"
    r"|Ns918W;ivnH8BJL1qpP4j?6wS&$2h3q}S;)<z~~))pXJDzhjx4Jyu;oKl<&4t$`AjEcD_iJ(}@*I-;P-0)Ss(fa=_R{8%k)G8|PqznK5ZDzjs"
    r"7u&}FN9*q=tyh%#%wF`z@Y6r%X9rGZO?S%Ns^<N=H-1I<&rFFcw~Gt(`L6E!JXbu>$MgHj`aGdU?Ne6WS*x_WGwI2OC-?Vz?ftn*dfMGJPQt(M"
    r"wO9eIWP?PMuP=iZkjKHm#K;fv6cDR*s4}oXJ#7YZwP#*gYF<fdib6m}eqL%Z15g$m*$hm6kd(p70FDWU93Tl64+n{}z{Ojj-ZzDsssp9vpfnRw"
    r"5QAtv5Dfr^jhT@"
)
