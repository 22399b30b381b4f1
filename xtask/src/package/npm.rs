//! `cargo xtask package npm`: the npm package, from the two WebAssembly crates and the TypeScript of `bindings-wasm`.
//!
//! Below `target/npm`: `tools` has the pinned tools, `build` what is made on the way, `nordcase` the package as it is
//! packed, `docs` the reference that TypeDoc writes of it.

pub(crate) mod order;
mod tables;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use wasm_bindgen_cli_support::Bindgen;

use super::machine::Machine;
use crate::outcome::Stop;
use crate::shell::{Shell, joined};

/// The folder of sources.
const SOURCES: &str = "bindings-wasm";

const WASM: &str = "wasm32-unknown-unknown";

/// A WebAssembly module: a crate, built for one purpose.
struct Module {
    package: &'static str,
    /// Of its files.
    name: &'static str,
    purpose: Purpose,
}

/// Whoever loads a page waits for every kilobyte, so it gets the smallest module. Node has it on the disk already, so it gets the fastest: twice as fast,
/// and half as large again.
const MODULES: [Module; 3] = [
    Module { package: "nordcase-wasm", name: "nordcase", purpose: Purpose::Page },
    Module { package: "nordcase-wasm", name: "nordcase-fast", purpose: Purpose::Node },
    Module { package: "nordcase-sandbox-wasm", name: "sandbox", purpose: Purpose::Page },
];

#[derive(Clone, Copy)]
enum Purpose {
    /// To be downloaded, compressed.
    Page,
    /// To be run.
    Node,
}

impl Purpose {
    /// Of the workspace's Cargo.toml.
    fn profile(self) -> &'static str {
        match self {
            Self::Page => "wasm",
            Self::Node => "wasm-fast",
        }
    }

    /// The compiler's flags. What is run may have several bytes in one step, which Node, Bun and Deno can for years, and not every browser.
    fn flags(self) -> &'static [&'static str] {
        match self {
            Self::Page => &[],
            Self::Node => &["-Ctarget-feature=+simd128"],
        }
    }

    /// wasm-opt's options. What it saves by putting functions with one caller into it, and by merging similar ones, a compressor finds by itself, and
    /// finds better where it stands apart: together a tenth of the download. Functions as short as their calls are still written where they are called:
    /// a tenth faster. V8 compiles a function when it is first called, so one that has all operations in it would delay the first by a seventh.
    fn optimise(self) -> &'static [&'static str] {
        match self {
            Self::Page => &[
                "-Oz",
                "--one-caller-inline-max-function-size=0",
                "--skip-pass=merge-similar-functions",
                "--always-inline-max-function-size=16",
            ],
            Self::Node => &["-O3", "--one-caller-inline-max-function-size=100"],
        }
    }

    /// The code in the order that is best for its purpose.
    fn ordered(self, code: Vec<u8>) -> Result<Vec<u8>, String> {
        match self {
            Self::Page => order::by_likeness(&code).map_err(|error| error.to_string()),
            Self::Node => Ok(code),
        }
    }

    /// The code as text, for an entry that has it inside.
    fn text(self, code: &[u8]) -> String {
        match self {
            Self::Page => hex(code),
            Self::Node => base64(code),
        }
    }
}

/// Members of the platform's types, and of the sandbox's public accounts.
const NOT_DOCUMENTED: [&str; 17] = [
    "index.Fetch.__type.fetch",
    "index.Signal.__type.AbortSignal",
    "index.Signal.__type.AbortSignal.__type.prototype",
    "index.Signal.__type.aborted",
    "index.Signal.__type.addEventListener",
    "index.Signal.__type.removeEventListener",
    "sandbox.standard.__type.altinn.__type.baseUrl",
    "sandbox.standard.__type.altinn.__type.systemPassword",
    "sandbox.standard.__type.altinn.__type.systemUserName",
    "sandbox.standard.__type.fastdok.__type.apiKey",
    "sandbox.standard.__type.fastdok.__type.baseUrl",
    "sandbox.standard.__type.fastdok.__type.password",
    "sandbox.standard.__type.fastdok.__type.username",
    "sandbox.standard.__type.licenceCustomer.__type.apiKey",
    "sandbox.standard.__type.licenceCustomer.__type.baseUrl",
    "sandbox.standard.__type.licenceCustomer.__type.password",
    "sandbox.standard.__type.licenceCustomer.__type.username",
];

/// Where the pieces are.
pub(crate) struct Npm {
    root: PathBuf,
    target: PathBuf,
    /// The pinned tools.
    pub(crate) tools: PathBuf,
    build: PathBuf,
    /// The package as it is packed.
    pub(crate) package: PathBuf,
    docs_tools: PathBuf,
    docs: PathBuf,
}

impl Npm {
    pub(crate) fn new(shell: &Shell) -> Self {
        let target = shell.project.target.clone();
        let npm = target.join("npm");
        Self {
            root: shell.project.root.clone(),
            tools: npm.join("tools"),
            build: npm.join("build"),
            package: npm.join("nordcase"),
            docs_tools: npm.join("tools-docs"),
            docs: npm.join("docs"),
            target,
        }
    }

    /// A tool of `node_modules`.
    pub(crate) fn tool(&self, shell: &Shell, name: &str) -> Command {
        shell.command(self.tools.join("node_modules/.bin").join(name))
    }
}

/// Builds the package and packs it: the tarball in `target/packages`.
pub(crate) fn package(shell: &Shell) -> Result<PathBuf, Stop> {
    let npm = Npm::new(shell);
    install_tools(shell, &npm.root.join(SOURCES).join("tools"), &npm.tools)?;
    install_tools(shell, &npm.root.join(SOURCES).join("tools/docs"), &npm.docs_tools)?;
    clear(&npm.build)?;
    clear(&npm.package)?;
    compile(shell, &npm)?;
    let workflow = npm.build.join("workflow-tables.js");
    write(&workflow, &format!("export default {};\n", tables::tables()))?;
    bundle(shell, &npm)?;
    declare(shell, &npm)?;
    document(shell, &npm)?;
    for file in ["package.json", "README.md"] {
        copy(&npm.root.join(SOURCES).join(file), &npm.package.join(file))?;
    }
    for file in ["LICENSE-MIT", "LICENSE-APACHE"] {
        copy(&npm.root.join(file), &npm.package.join(file))?;
    }
    let packages = npm.target.join("packages");
    fs::create_dir_all(&packages).map_err(Stop::at(&packages))?;
    let mut pack = npm_command(shell);
    shell.run(pack.args(["pack", "--pack-destination"]).arg(&packages).current_dir(&npm.package))?;
    Ok(packages.join(format!("nordcase-{}.tgz", env!("CARGO_PKG_VERSION"))))
}

/// `npm`, quiet and without calls home.
pub(crate) fn npm_command(shell: &Shell) -> Command {
    let mut command = shell.command(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.args(["--no-audit", "--no-fund", "--no-update-notifier", "--omit-lockfile-registry-resolved=true"]);
    command
}

/// Tools by their lock file; installs only what has changed.
pub(crate) fn install_tools(shell: &Shell, sources: &Path, tools: &Path) -> Result<(), Stop> {
    let lock = sources.join("package-lock.json");
    let installed = tools.join("package-lock.json");
    let wanted = fs::read(&lock).map_err(Stop::at(&lock))?;
    if tools.join("node_modules").is_dir() && fs::read(&installed).ok().as_ref() == Some(&wanted) {
        return Ok(());
    }
    copy(&sources.join("package.json"), &tools.join("package.json"))?;
    copy(&lock, &installed)?;
    shell.run(npm_command(shell).arg("ci").current_dir(tools)).map(|_| ())
}

/// The crates to WebAssembly, their glue, and the code as text.
fn compile(shell: &Shell, npm: &Npm) -> Result<(), Stop> {
    let modules = npm.build.join("package.json");
    write(&modules, "{ \"type\": \"module\" }\n")?;
    let machine = Machine::new(shell)?;
    shell.rustup(&["target", "add", WASM])?;
    // All at once: the compiler and wasm-opt use one core each for most of the time. (Cargo lets those with the same profile wait for each other.)
    thread::scope(|scope| {
        let building = MODULES.map(|module| scope.spawn(|| build(shell, npm, &machine, module)));
        building.into_iter().try_for_each(joined)
    })?;
    copy(&npm.build.join("nordcase.wasm"), &npm.package.join("dist/esm/nordcase.wasm"))
}

/// One of the modules: compiled, with its glue, optimised, and as text.
fn build(shell: &Shell, npm: &Npm, machine: &Machine, module: Module) -> Result<(), Stop> {
    let Module { package, name, purpose } = module;
    let profile = purpose.profile();
    let build = format!("build --profile {profile} --target {WASM} --package {package}");
    shell.run(&mut machine.hide(shell.cargo(&build), purpose.flags()))?;
    let compiled = npm.target.join(WASM).join(profile);
    let compiled = compiled.join(format!("{}.wasm", package.replace('-', "_")));
    let failed = |error| Stop::Failed(format!("wasm-bindgen, {name}: {error:#}"));
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled).out_name(name).typescript(true).omit_default_module_path(true);
    bindgen.web(true).map_err(failed)?.generate(&npm.build).map_err(failed)?;
    let glued = npm.build.join(format!("{name}_bg.wasm"));
    let done = npm.build.join(format!("{name}.wasm"));
    let mut wasm_opt = npm.tool(shell, "wasm-opt");
    wasm_opt.args(purpose.optimise()).args(["--strip-debug", "--strip-producers"]).arg(&glued).arg("-o").arg(&done);
    shell.run(&mut wasm_opt)?;
    let code = fs::read(&done).map_err(Stop::at(&done))?;
    let code = purpose.ordered(code).map_err(|error| Stop::Failed(format!("{name}: {error}")))?;
    fs::write(&done, &code).map_err(Stop::at(&done))?;
    machine.check(&done)?;
    // In a file of its own, which throws nothing: Node shows the line that an uncaught error comes from.
    let text = purpose.text(&code);
    for (system, export) in [("esm", "export default"), ("cjs", "module.exports =")] {
        let file = npm.package.join("dist").join(system).join(format!("{name}-wasm.js"));
        write(&file, &format!("{export} \"{text}\";\n"))?;
    }
    Ok(())
}

/// One file for each entry and module system, with its source map. Compiled code stays apart.
fn bundle(shell: &Shell, npm: &Npm) -> Result<(), Stop> {
    let sources = npm.root.join(SOURCES).join("js/src");
    for (entry, format, output) in [
        ("index", "esm", "esm/index.js"),
        ("index", "cjs", "cjs/index.js"),
        ("index", "esm", "esm/index.node.js"),
        ("index", "cjs", "cjs/index.node.js"),
        ("sandbox", "esm", "esm/sandbox.js"),
        ("sandbox", "cjs", "cjs/sandbox.js"),
        ("workflow", "esm", "esm/workflow.js"),
        ("workflow", "cjs", "cjs/workflow.js"),
        ("journal", "esm", "esm/journal.js"),
        ("journal", "cjs", "cjs/journal.js"),
        ("slim", "esm", "esm/slim.js"),
        ("slim", "esm", "esm/slim.node.js"),
    ] {
        let node = output.ends_with(".node.js");
        // The slim entry takes the code that it has for pages too.
        let glue = if node && entry == "index" { "nordcase-fast" } else { "nordcase" };
        let of_platform = |name: &str| sources.join(format!("{name}{}.ts", if node { "-node" } else { "" }));
        let mut esbuild = npm.tool(shell, "esbuild");
        esbuild.arg(sources.join(format!("{entry}.ts")));
        // Lines are short, since Node shows one with each uncaught error; what nobody downloads stays as it was written.
        esbuild.args(["--bundle", "--target=es2022", "--charset=utf8", "--line-limit=100"]);
        esbuild.args(["--sourcemap", "--log-level=warning", &format!("--format={format}")]);
        if !node && entry != "journal" {
            esbuild.args(["--minify-whitespace", "--minify-syntax"]);
        }
        esbuild.args(["--external:./*-wasm.js", "--external:node:*", "--external:nordcase"]);
        // wasm-bindgen's glue takes the platform's TextDecoder, which test runners leave out.
        if entry != "workflow" && entry != "journal" {
            esbuild.arg(format!("--inject:{}", sources.join("text.ts").display()));
        }
        for (name, file) in [
            ("nordcase-glue", npm.build.join(format!("{glue}.js"))),
            ("nordcase-sandbox-glue", npm.build.join("sandbox.js")),
            ("nordcase-workflow-tables", npm.build.join("workflow-tables.js")),
            ("nordcase-wasm-file", of_platform("wasm-file")),
            ("nordcase-inlined", of_platform("inlined")),
        ] {
            esbuild.arg(format!("--alias:{name}={}", file.display()));
        }
        let output = npm.package.join("dist").join(output);
        esbuild.arg(format!("--outfile={}", output.display()));
        shell.run(&mut esbuild)?;
        tidy_map(Path::new(&format!("{}.map", output.display())))?;
    }
    write(&npm.package.join("dist/cjs/package.json"), "{ \"type\": \"commonjs\" }\n")
}

/// Names the sources in a source map by their own names alone: where they were on the machine that built them says nothing to anybody.
fn tidy_map(file: &Path) -> Result<(), Stop> {
    let text = fs::read_to_string(file).map_err(Stop::at(file))?;
    let mut map: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| Stop::Failed(format!("{}: {error}", file.display())))?;
    if let Some(sources) = map.get_mut("sources").and_then(serde_json::Value::as_array_mut) {
        for source in sources {
            let name = source.as_str().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
            *source = format!("nordcase/{name}").into();
        }
    }
    write(file, &map.to_string())
}

/// Checks the TypeScript against the glue's own declarations, and writes the package's for both module systems. Only the journal knows Node's types.
fn declare(shell: &Shell, npm: &Npm) -> Result<(), Stop> {
    let js = npm.root.join(SOURCES).join("js");
    let glue = |name: &str| npm.build.join(format!("{name}.d.ts")).display().to_string();
    let src = js.join("src");
    let config = |out: &Path, types: &[&str], exclude: &[PathBuf]| {
        serde_json::json!({
            "extends": js.join("tsconfig.json"),
            "compilerOptions": {
                "rootDir": src,
                "outDir": out,
                "types": types,
                // Node's own declarations do not pass all of these checks.
                "skipLibCheck": !types.is_empty(),
                "typeRoots": [npm.tools.join("node_modules/@types")],
                "paths": {
                    "nordcase": [src.join("index.ts")],
                    "nordcase-glue": [glue("nordcase")],
                    "nordcase-sandbox-glue": [glue("sandbox")],
                },
            },
            "include": [src],
            "exclude": exclude,
        })
    };
    let journal = ["journal.ts", "journal-errors.ts", "journal-lock.ts"].map(|file| src.join(file));
    for (name, types, exclude) in [("plain", &[][..], &journal[..]), ("node", &["node"][..], &[][..])] {
        let out = npm.build.join("declarations").join(name);
        let file = npm.build.join(format!("tsconfig-{name}.json"));
        write(&file, &config(&out, types, exclude).to_string())?;
        shell.run(npm.tool(shell, "tsc").arg("--project").arg(&file))?;
        for entry in fs::read_dir(&out).map_err(Stop::at(&out))? {
            let declaration = entry.map_err(Stop::at(&out))?.path();
            let file_name = declaration.file_name().unwrap_or_default();
            let is_journal = file_name == "journal.d.ts";
            // How the compiled code is found is not for users.
            let hidden =
                ["wasm-file", "inlined", "text"].iter().any(|start| file_name.to_string_lossy().starts_with(start));
            if !hidden && is_journal == (name == "node") {
                for system in ["esm", "cjs"] {
                    copy(&declaration, &npm.package.join("dist").join(system).join(file_name))?;
                }
            }
        }
    }
    Ok(())
}

/// The reference of all public names; one without documentation, or a link to nowhere, fails.
fn document(shell: &Shell, npm: &Npm) -> Result<(), Stop> {
    let sources = npm.root.join(SOURCES);
    let entries =
        ["index", "slim", "sandbox", "workflow", "journal"].map(|entry| sources.join(format!("js/src/{entry}.ts")));
    let options = serde_json::json!({
        "name": "nordcase",
        "entryPoints": entries,
        "tsconfig": npm.build.join("tsconfig-node.json"),
        "readme": sources.join("README.md"),
        "out": npm.docs,
        "disableSources": true,
        "excludePrivate": true,
        "validation": { "notExported": true, "invalidLink": true, "notDocumented": true },
        "requiredToBeDocumented": [
            "Module", "Class", "Interface", "TypeAlias", "Function", "Method", "Property", "Accessor", "Variable",
        ],
        "intentionallyNotDocumented": NOT_DOCUMENTED,
        "treatWarningsAsErrors": true,
        "treatValidationWarningsAsErrors": true,
    });
    let file = npm.build.join("typedoc.json");
    write(&file, &options.to_string())?;
    let mut typedoc = shell.command(npm.docs_tools.join("node_modules/.bin/typedoc"));
    shell.run(typedoc.arg("--options").arg(&file)).map(|_| ())
}

/// An empty folder.
pub(crate) fn clear(folder: &Path) -> Result<(), Stop> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(Stop::at(folder))?;
    }
    fs::create_dir_all(folder).map_err(Stop::at(folder))
}

/// Writes a file, into a folder that may be new.
fn write(file: &Path, text: &str) -> Result<(), Stop> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(Stop::at(folder))?;
    }
    fs::write(file, text).map_err(Stop::at(file))
}

pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), Stop> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(Stop::at(folder))?;
    }
    fs::copy(from, to).map(|_| ()).map_err(Stop::at(from))
}

/// Two digits for each byte: what repeats in the code repeats in the text, so it compresses as the code does. Base64 is
/// shorter before compression, and a third longer after it.
fn hex(bytes: &[u8]) -> String {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    let digit = |bits: u8| char::from(DIGITS[usize::from(bits & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::hex;

    #[test]
    fn hex_has_two_digits_for_each_byte() {
        assert_eq!(hex(&[0x00, 0x0f, 0xa5, 0xff]), "000fa5ff");
    }
}
