"Pages of the site, made from notebooks, modules and result files while mkdocs builds; a link that leads nowhere is a warning"
import functools, hashlib, html, inspect, json, logging, posixpath, re, shutil
from importlib import import_module
from pathlib import Path
from markdown.extensions.toc import slugify
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File

log = logging.getLogger("mkdocs.hooks.site")
TOP = Path(__file__).resolve().parent.parent
WORK = TOP/"_proc"/"site"
WINGS = {"1_data": "Data", "2_hotspots": "Hotspots", "3_features": "Features", "4_core": "Core", "5_hotspotnet": "HotspotNet",
         "6_mfcre": "MFCRE", "7_baselines": "Baselines", "8_runs": "Runs", "9_papers": "Papers"}
PAGES = {"leaderboard": "leaderboard_notebook"}  # the leaderboard itself is a page of its own
TITLES = {"leaderboard": "How the leaderboard is made"}  # two pages of one name would confuse the menu
PATH = ["5_hotspotnet/01_hgf", "5_hotspotnet/02_moa", "5_hotspotnet/05_model", "run_experiment", "selection", "9_papers/02_audit"]
LINK = re.compile(r"(\]\(|href=\")([^)\s\"#]+)(#[^)\s\"]*)?(\)|\")")

# notebooks

def notebooks():
    "Every notebook of nbs/, by its path without suffix"
    found = [p for p in sorted((TOP/"nbs").rglob("*.ipynb")) if not any(part[0] in "._" for part in p.relative_to(TOP/"nbs").parts)]
    return {p.relative_to(TOP/"nbs").with_suffix("").as_posix(): p for p in found}

def heads(path):
    "Title and subtitle of a notebook"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    title, *rest = "".join(next(c for c in cells if c["cell_type"] == "markdown")["source"]).splitlines()
    return title.lstrip("# "), next((line[2:] for line in rest if line.startswith("> ")), "")

def relink(text, page, pages, repo):
    "Point links at pages of the site, or at the repository; warn of those that lead nowhere"
    def there(m):
        before, target, anchor, after = m[1], m[2], m[3] or "", m[4]
        if re.match(r"[a-z]+:", target) or target.startswith("LOCAL"): return m[0]
        for base in (posixpath.dirname(page), ".."):
            place = posixpath.normpath(posixpath.join(base, target))
            place = place.removeprefix("../nbs/")
            stem = place.removesuffix(".ipynb")
            if place.endswith(".ipynb") and stem in pages:
                return f"{before}{posixpath.relpath(PAGES.get(stem, stem) + '.html', posixpath.dirname(page) or '.')}{anchor}{after}"
            if (TOP/"nbs"/place).exists() and not place.endswith(".ipynb"):
                place = (TOP/"nbs"/place).resolve().relative_to(TOP).as_posix()
                return f"{before}{repo}/blob/main/{place}{anchor}{after}"
        log.warning(f"{page} links to {target}, which is not there")
        return m[0]
    return LINK.sub(there, text)

@functools.cache
def homes():
    "Module -> name of the page it is written in"
    return {module_of(p): n for n, p in notebooks().items() if module_of(p)}

@functools.cache
def boards():
    "Title and rows of every board that is kept, each row with the name of its system's page"
    import pandas as pd
    from hotspot_erc.papers.leaderboard import board_title
    from hotspot_erc.runs.registry import MODELS
    csv, home, kinds = TOP/"outputs"/"real"/"leaderboard.csv", homes(), ["dataset","modalities","budget","n_seeds","bare"]
    if not csv.exists(): return []
    page = lambda row: home.get(MODELS[row.split(",")[0]].split(":")[0], "")
    kept = pd.read_csv(csv).assign(page=lambda t: t.row.map(page))
    return [(board_title(*kind), part) for kind, part in kept.groupby(kinds, sort=False)]

def scores(name):
    "A system's rows of all boards, under the notebook that builds it; empty for the others"
    import pandas as pd
    from hotspot_erc.papers.leaderboard import show_board
    up = posixpath.relpath("leaderboard.html", posixpath.dirname(name) or ".")
    columns, found = ["95 % interval","chosen on test","printed"], []
    for title, part in boards():
        part = part.assign(place=[f"{i + 1} of {len(part)}" for i in range(len(part))])
        if len(part := part[part.page == name]):
            shown = show_board(part).reset_index()
            shown.insert(0, "board", f"[{title}]({up}#{slugify(title, '-')})")
            found.append(shown.assign(row=part.place.tolist())[["board","system","row","weighted F1",*columns]])
    if not found: return ""
    return "\n".join(["## Scores on the leaderboard", "", "In percent on test, mean ± standard deviation over seeds, epoch chosen on validation; *printed* is what paper A or B "
                      "prints, on other features.", "", as_table(pd.concat(found))])

def prepared(name, path, pages, repo):
    "A notebook as readers see it: hidden cells and directives gone, links pointing at pages"
    nb, shown = json.loads(path.read_text(encoding="utf-8")), []
    first = next(c for c in nb["cells"] if c["cell_type"] == "markdown")
    if name in TITLES: first["source"] = re.sub(r"^# .*", f"# {TITLES[name]}", "".join(first["source"]), count=1)
    for c in nb["cells"]:
        text, first = "".join(c["source"]), "".join(c["source"]).split("\n")[0]
        if c["cell_type"] == "raw" or re.match(r"#\s*\|\s*hide\s*$", first) or text.strip() == "## Export -": continue
        if c["cell_type"] == "markdown": text = relink(text, name, pages, repo)
        else:
            if re.match(r"#\s*\|\s*echo:\s*false", first): c["metadata"]["tags"] = ["remove_input"]
            if first.startswith("#| default_exp"): continue
            text = "\n".join(line for line in text.split("\n") if not re.match(r"#\s*\|", line))
            for out in c["outputs"]:
                if "text/markdown" in out.get("data", {}):
                    out["data"]["text/markdown"] = relink("".join(out["data"]["text/markdown"]), name, pages, repo)
        shown.append(c | {"source": text})
    if scored := scores(name): shown.append(dict(cell_type="markdown", metadata={}, source=scored))
    place = WORK/f"{PAGES.get(name, name)}.ipynb"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(nb | {"cells": shown}), encoding="utf-8")
    return place

# reference

def code(text, most):
    "A value as code, which needs no escapes"
    text = " ".join(str(text).split()).replace("`", "'")
    return f"`{text[:most]}{'...'*(len(text) > most)}`"

def cell(text): return html.escape(" ".join(str(text).split()), quote=False).replace("|", "&#124;")

def kind(note):
    "An annotation as it is written"
    if note is inspect.Parameter.empty or note in (None, type(None)): return ""
    return getattr(note, "__name__", str(note)).replace("typing.", "")

def split_shape(words):
    "A comment's meaning, and the shape at its end"
    found = re.match(r"(.*?)\s*\(([\w ,+*.]*,[\w ,+*]*|[bnudkecm])\)$", words or "")
    alone = found and not re.search(r"\([\w ]*,", found[1])  # with several shapes, all stay in the meaning
    return (found[1], f"({found[2]})") if alone else (words or "", "")

def parameters(thing):
    "A table of parameters: name, meaning, type, shape, default"
    from fastcore.docments import docments
    try: found = docments(thing, full=True, returns=True)
    except Exception: return ""
    rows = []
    for name, p in found.items():
        meaning, shape = split_shape(p.docment)
        if name == "self" or (name in ("args", "kwargs") and not meaning): continue
        note = "" if kind(p.anno) == "_empty" else kind(p.anno)
        if name == "return" and not (meaning or shape or note): continue
        default = "" if name == "return" or p.default is inspect.Parameter.empty else code(repr(p.default), 60)
        rows.append(("*returns*" if name == "return" else f"`{name}`", cell(meaning), cell(note), shape, default))
    columns = zip(("name", "meaning", "type", "shape", "default"), *rows)
    used = [c for c in columns if any(c[1:])]  # a phone has no room for empty columns
    (head, *body), line = zip(*used) if rows else [()], lambda cells: f"| {' | '.join(cells)} |"
    return "\n".join([line(head), line(["---"]*len(head)), *map(line, body), ""]) if rows else ""

def reference(module, page):
    "One module: its exports with their parameters"
    m, lines = import_module(module), []
    lines += [f"## {module}", "", cell((m.__doc__ or "").strip()), "", f"Made from [the notebook]({page}).", ""]
    for name in getattr(m, "__all__", ()):
        thing = getattr(m, name)
        if not callable(thing) or not getattr(thing, "__module__", "").startswith("hotspot_erc"):
            lines += [f"### `{name}`", "", code(repr(thing), 200), ""]
            continue
        lines += [f"### `{name}`", "", cell(inspect.getdoc(thing) or ""), "", parameters(thing), ""]
        if not inspect.isclass(thing): continue
        for part, method in vars(thing).items():
            if inspect.isfunction(method) and (part == "forward" or not part.startswith("_")):
                lines += [f"**`{name}.{part}`** {cell(method.__doc__ or '')}", "", parameters(method), ""]
    return "\n".join(lines)

def module_of(path):
    "The module that a notebook exports, or nothing"
    found = re.search(r"#\| default_exp (\S+?)(?:\\n)?\"", path.read_text(encoding="utf-8"))
    return f"hotspot_erc.{found[1]}" if found else None

# pages of results

def as_table(t):
    "A data frame as a Markdown table"
    line = lambda cells: "| " + " | ".join(cell(c) for c in cells) + " |"
    return "\n".join([line(t.columns), line(["---"]*len(t.columns)), *map(line, t.values)])

WHOLE_WIDTH = "---\nhide: [toc]\n---\n\n"  # a wide table takes the room of the table of contents

def framed(name, table): return f'<div class="{name}" markdown>\n\n{table}\n\n</div>'

def leaderboard(repo):
    "The boards as people read them, each row linked to its system's page, its run's configuration and its board's predictions"
    from hotspot_erc.papers.leaderboard import show_board
    kept = f"{repo}/blob/main/outputs/real"
    text = ["# Leaderboard", "", "The systems of one board read the same features and are trained by the same loop. Scores are in percent on test, mean ± standard "
            "deviation over seeds, at the epoch that validation chose; the column *chosen on test* takes the epoch that is best on test. *Printed* is what paper A or B prints, "
            "on other features. *Quick* means small settings set by hand. Under *tuned*, validation chose among a few configurations; where it kept the default, that default had been "
            "set by hand with test scores in sight, so such a row is not an untouched choice. A network reads its features through a trained layer of its own, the "
            "[adapter](4_core/12_adapter.ipynb), unless the board has no adapter. How the boards are made, and when a row is above the next by more than luck (a star): "
            "[the notebook](leaderboard_notebook.ipynb)."]
    if not boards(): return "\n".join(text + ["", "No results are kept in the repository yet."])
    text += ["", "Boards: " + ", ".join(f"[{title}](#{slugify(title, '-')})" for title, _ in boards()) + "."]
    for title, part in boards():
        shown = show_board(part).reset_index().map(lambda value: str(value).replace(" ", "~"))  # a number stays in one line
        shown["system"] = [f"[{name}]({page}.ipynb)" if page else name for name, page in zip(shown.system, part.page)]
        shown["run"] = [f"[configuration]({kept}/{r.folder}/config.json) [predictions]({kept}/predictions-{r.dataset}-{r.modalities}.npz)"
                        for r in part.itertuples()]
        text += ["", f"## {title}", "", framed("board", as_table(shown).replace("~", "&nbsp;"))]
    return WHOLE_WIDTH + "\n".join(text)

def claims():
    "What both papers claim, and what became of it"
    from hotspot_erc.papers.verdicts import claims_table
    t = claims_table(TOP/"outputs"/"real"/"tables")
    t["command"] = "`" + t.command + "`"
    text = ["# The papers' claims", "", "What follows from the printed numbers is computed from them, by the function of `hotspot_erc` that stands under "
            "*command*. What needs runs is read from the results that are kept in the repository.", "",
            "The verdicts that need a word: *other comparison*, the gain is over another system than the best; *impossible*, no confusion matrix "
            "gives this number beside the printed scores of the classes; *shows*, the 95 % interval of the difference, over seeds and dialogues, lies above zero; *against*, it lies below; *not told apart*, it contains zero, or a row has one seed; "
            "*open*, no run is kept.", ""]
    return WHOLE_WIDTH + "\n".join([*text, framed("claims", as_table(t))])

def guided(pages):
    "The shortest way in"
    text = ["# A guided path", "", "Six notebooks, in this order, are the shortest way in.", ""]
    for i, name in enumerate(PATH):
        title, words = heads(pages[name])
        text.append(f"{i+1}. [{title}]({name}.ipynb): {words}")
    return "\n".join(text)

# what mkdocs calls

def on_config(config):
    "The menu: guided path, wings, tables, results, reference, ledger"
    pages = notebooks()
    item = lambda n: {heads(pages[n])[0]: f"{n}.ipynb"}
    wing = lambda w: [item(n) for n in pages if n.startswith(f"{w}/")]
    rest = [n for n in ("your_model", "your_conversation", "reproduce", "asynchrony") if n in pages]
    results = [{"Leaderboard": "leaderboard.md"}, {"Claims": "claims.md"}, item("selection"), item("asynchrony")]
    config.nav = [{"Home": "index.ipynb"}, {"Guided path": ["path.md", item("run_experiment"), *map(item, (n for n in rest if n != "asynchrony"))]},
                  {"Wings": [{title: wing(w)} for w, title in WINGS.items()]}, {"Tables": wing("tables")}, {"Results": results},
                  {"Reference": [{title: f"api/{w[2:]}.md"} for w, title in WINGS.items()]}, {"Ledger": "discrepancies.ipynb"}]
    if "leaderboard" in pages: results.append({"How the leaderboard is made": "leaderboard_notebook.ipynb"})
    return config

@event_priority(50)
def on_files(files, config):
    "Add the pages; runs before mkdocs-jupyter takes the notebooks"
    shutil.rmtree(WORK, ignore_errors=True)
    pages, repo = notebooks(), config.extra["repository"]
    for name, path in pages.items():
        place = prepared(name, path, pages, repo)
        files.append(File(place.relative_to(WORK).as_posix(), str(WORK), config.site_dir, config.use_directory_urls))
    for image in sorted((TOP/"nbs"/"images").glob("*")):
        files.append(File(f"images/{image.name}", str(TOP/"nbs"), config.site_dir, config.use_directory_urls))
    made = {"path.md": guided(pages), "leaderboard.md": leaderboard(repo), "claims.md": claims()}
    for w, title in WINGS.items():
        parts = [reference(module_of(p), f"../{n}.ipynb") for n, p in pages.items() if n.startswith(f"{w}/") and module_of(p)]
        made[f"api/{w[2:]}.md"] = "\n".join([f"# {title}: reference", "", *parts])
    for name, text in made.items(): files.append(File.generated(config, name, content=text))
    return files

MATHS = """<script type="text/x-mathjax-config">MathJax.Hub.Config({messageStyle: "none", "HTML-CSS": {availableFonts: [],
imageFont: null, preferredFont: null, webFont: "STIX-Web", linebreaks: {automatic: false}}})</script>"""
SHARED = {}  # what every notebook page would carry: name -> text

def shared(found, kind):
    "Keep a block once, as a file of its own; the file's name"
    text = found[2]
    name = f"{hashlib.sha256(text.encode()).hexdigest()[:12]}.{kind}"
    SHARED[name] = text
    return name

def on_page_markdown(markdown, page, config, files):
    "The papers' tables need the whole width"
    if page.file.src_uri.startswith("tables/"): page.meta["hide"] = ["toc"]

def on_page_content(content, page, config, files):
    "Maths from a folder of the site; styles and scripts of notebooks once, not on every page; diagrams are not used"
    up = "../"*page.file.dest_uri.count("/")
    content = re.sub(r"<script type=\"module\">(?:(?!</script>).)*mermaid.*?</script>", "", content, flags=re.S)
    style = lambda m: f'<link rel="stylesheet" href="{up}assets/{shared(m, "css")}">' if len(m[2]) > 2000 else m[0]
    script = lambda m: f'<script src="{up}assets/{shared(m, "js")}"></script>' if len(m[2]) > 2000 else m[0]
    content = re.sub(r"<style( type=\"text/css\")?>(.*?)</style>", style, content, flags=re.S)
    content = re.sub(r"<script( type=\"text/javascript\")?>(.*?)</script>", script, content, flags=re.S)
    content = content.replace('<a class="anchor-link"', '<a class="headerlink"')  # search leaves this class out, and what a button copies,
    content = content.replace('<span class="notice"', '<span data-search-exclude class="notice"')  # in which dollars are no maths
    content = content.replace('<div class="clipboard-copy-txt"', '<div data-search-exclude class="clipboard-copy-txt tex2jax_ignore"')
    source = f"{up}assets/mathjax/MathJax.js?config=TeX-AMS-MML_HTMLorMML-full,Safe"
    return content.replace('<script src="LOCAL_MATHJAX">', f'{MATHS}<script src="{source}">')

def on_post_page(output, page, config):
    "What makes search work on opened files comes from here, not from the network"
    up = "../"*page.file.dest_uri.count("/")
    return output.replace("https://unpkg.com/iframe-worker/shim", f"{up}iframe-worker.js")

def on_post_template(output, template_name, config):
    "The page for what is not there may be shown anywhere, so its paths begin at the site's top"
    from urllib.parse import urlparse
    return output.replace("https://unpkg.com/iframe-worker/shim", f"{urlparse(config.site_url).path}iframe-worker.js")

def on_post_build(config):
    "MathJax comes with the Python package jupyter_server_mathjax"
    import jupyter_server_mathjax
    source, assets = Path(jupyter_server_mathjax.__file__).parent/"static", Path(config.site_dir)/"assets"
    shutil.copytree(source, assets/"mathjax", dirs_exist_ok=True, ignore=shutil.ignore_patterns("localization", "SVG"))
    for name, text in SHARED.items(): (assets/name).write_text(text, encoding="utf-8")
