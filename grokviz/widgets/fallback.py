"""What an output shows where there is no kernel: the last state as a picture with a caption.

nbconvert, a web viewer or a re-opened notebook can show it. The picture is an <img>: JupyterLab
takes inline <svg> out of output it does not trust.
"""

from __future__ import annotations

import base64
import html
from typing import Any


def bundle(png: bytes, sentence: str) -> dict[str, Any]:
    """Parts of a mime bundle: text/html with a figure, image/png, text/plain."""
    data = base64.b64encode(png).decode()
    said = html.escape(sentence, quote=True)
    return {
        "text/html": '<figure class="grokviz-still" role="img" '
                     f'aria-label="{said}" style="margin:0">'
                     f'<img alt="{said}" style="max-width:100%" '
                     f'src="data:image/png;base64,{data}">'
                     f"<figcaption>{said}</figcaption></figure>",
        "image/png": data,
        "text/plain": sentence,
    }
