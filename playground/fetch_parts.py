"""Fetches the parts of the pages into playground/parts, each checked against parts.sha256.

Usage: fetch_parts.py [--check | --print-manifest]. A part that cannot be had is left out and named; the others are
installed. With --check, nothing is fetched: the exit status says whether all parts are there.
"""
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PARTS, MANIFEST, WHEELS = FOLDER / "parts", FOLDER / "parts.sha256", FOLDER / "parts.txt"
# Basic Latin, Latin-1, Latin Extended-A (Polish), punctuation, currency, arrows, and the shapes that show a status.
CHARACTERS = "U+0020-007E,U+00A0-017F,U+2010-2026,U+2030,U+2032-2033,U+2039-203A,U+20AC,U+2190-2193,U+2212,U+2260-2265,U+25A0-25CF"
TEXT_FEATURES = "kern,liga,calt,ccmp,locl,mark,mkmk,lnum,tnum"
# Each font's source and its OpenType features; code has no ligatures.
FONTS = {
    "inter.woff2": ("/usr/share/fonts/truetype/inter-vf/Inter-roman.var.ttf", TEXT_FEATURES),
    "garamond.woff2": ("/usr/share/fonts/opentype/ebgaramond/EBGaramond12-Regular.otf", TEXT_FEATURES),
    "garamond-italic.woff2": ("/usr/share/fonts/opentype/ebgaramond/EBGaramond12-Italic.otf", TEXT_FEATURES),
    "mono.woff2": ("/usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-Regular.ttf", "ccmp,locl"),
}
# The names of graphql-js that the pages import.
LANGUAGE = (
    "buildClientSchema getIntrospectionQuery parse validate visit visitWithTypeInfo TypeInfo getNamedType getNullableType "
    "isListType isNonNullType isObjectType isInterfaceType isUnionType isEnumType isInputObjectType isScalarType isLeafType "
    "isCompositeType coerceInputValue typeFromAST specifiedRules"
)


def run(*command, **options):
    outcome = subprocess.run(command, capture_output=True, text=True, **options)
    if outcome.returncode:
        lines = (outcome.stderr or outcome.stdout).strip().splitlines()
        raise OSError(f"{Path(command[0]).name} failed: {lines[-1] if lines else outcome.returncode}")


def wheels(work):
    """Downloads the wheels and unpacks them; the path of each by the name of its package."""
    run(sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:",
        "--require-hashes", "-r", WHEELS, "-d", work)
    unpacked = {}
    for wheel in Path(work).glob("*.whl"):
        name = wheel.name.split("-")[0].lower()
        unpacked[name] = Path(work) / name
        zipfile.ZipFile(wheel).extractall(unpacked[name])
    return unpacked


def codemirror(target, sources):
    folder = sources()["nicegui"]
    for name in ["index.js", "index-ciMdZ5pn.js"]:
        shutil.copy(folder / "nicegui/elements/codemirror/dist" / name, target)
    licence(folder, target)


def echarts(target, sources):
    folder = sources()["nicegui"]
    for name in ["index.js", "index-DlVyZyb_.js"]:
        shutil.copy(folder / "nicegui/elements/echart/dist" / name, target)
    shutil.copy("/usr/share/common-licenses/Apache-2.0", target / "LICENSE.txt")


def licence(folder, target):
    for text in sorted(folder.glob("*.dist-info/licenses/*")):
        shutil.copy(text, target / f"{text.name}.txt" if not text.suffix else target)


def graphql(target, _):
    run("esbuild", "--bundle", "--minify", "--format=esm", "--platform=browser", f"--outfile={target}/graphql.js",
        input=f"export {{ {', '.join(LANGUAGE.split())} }} from 'graphql';",
        env={**os.environ, "NODE_PATH": "/usr/share/nodejs"})
    shutil.copy("/usr/share/doc/node-graphql/copyright", target / "LICENSE.txt")


def fonts(target, sources):
    unpacked = sources()
    path = os.pathsep.join(str(unpacked[name]) for name in ["fonttools", "brotli"])
    for name, (source, features) in FONTS.items():
        run(sys.executable, "-m", "fontTools.subset", source, f"--unicodes={CHARACTERS}", f"--layout-features={features}",
            "--flavor=woff2", f"--output-file={target / name}", env={**os.environ, "PYTHONPATH": path})
    for package in ["fonts-inter-variable", "fonts-ebgaramond", "fonts-jetbrains-mono"]:
        shutil.copy(f"/usr/share/doc/{package}/copyright", target / f"{package}.txt")


# The folder of each part has its version in its name, as browsers keep what is below `parts/` for a year.
MAKERS = {"codemirror-6.38": codemirror, "echarts-6.1": echarts, "graphql-16.6": graphql, "fonts-1": fonts}


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def expected():
    lines = MANIFEST.read_text().splitlines() if MANIFEST.exists() else []
    return {path: value for value, path in (line.split(maxsplit=1) for line in lines)}


def check(folder, part, manifest):
    """Says which file of a part differs from the manifest."""
    wanted = {path for path in manifest if path.startswith(part + "/")}
    found = {f"{part}/{file.name}" for file in folder.iterdir()}
    for path in sorted(wanted | found):
        if path not in found:
            raise OSError(f"{path} is missing")
        if path not in wanted:
            raise OSError(f"{path} is not in parts.sha256")
        if digest(folder / Path(path).name) != manifest[path]:
            raise OSError(f"{path} differs from parts.sha256")


def are_complete(manifest):
    try:
        for part in MAKERS:
            check(PARTS / part, part, manifest)
    except OSError:
        return False
    return True


def main():
    prints, manifest = "--print-manifest" in sys.argv[1:], expected()
    if "--check" in sys.argv[1:]:
        return 0 if are_complete(manifest) else 1
    PARTS.mkdir(exist_ok=True)
    for stale in PARTS.iterdir():
        if stale.name not in MAKERS:
            shutil.rmtree(stale)
    missing = 0
    with tempfile.TemporaryDirectory() as work:
        cache = {}

        def sources():
            # A download that failed is not tried again for the next part.
            if not cache:
                try:
                    cache["wheels"] = wheels(work)
                except OSError as error:
                    cache["error"] = error
            if "error" in cache:
                raise cache["error"]
            return cache["wheels"]

        for part, make in MAKERS.items():
            target = PARTS / part
            try:
                if not prints:
                    if target.exists():
                        check(target, part, manifest)
                        continue
            except OSError:
                pass
            shutil.rmtree(target, ignore_errors=True)
            fresh = Path(work) / part
            fresh.mkdir()
            try:
                make(fresh, sources)
                if not prints:
                    check(fresh, part, manifest)
                shutil.copytree(fresh, target)
            except OSError as error:
                missing += 1
                print(f"playground: the part {part} is missing: {error}", file=sys.stderr)
    if prints:
        for file in sorted(PARTS.glob("*/*")):
            print(f"{digest(file)}  {file.relative_to(PARTS)}")
    return 1 if missing else 0


sys.exit(main())
