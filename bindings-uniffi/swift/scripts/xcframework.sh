#!/usr/bin/env bash
# Makes the Swift package for Apple's systems, on a Mac with Xcode and Rust, from a checkout of the project:
#   bindings-uniffi/swift/scripts/xcframework.sh [FOLDER]     FOLDER: where the package goes, target/packages/nordcase-swift if not said
# It has not been run yet, since no Mac was at hand; on Linux only the library for aarch64-apple-ios is compiled by the tests.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
project=$(cd "$here/../.." && pwd)
cd "$project"
target=${CARGO_TARGET_DIR:-$project/target}
package=${1:-$target/packages/nordcase-swift}
work=$target/swift/xcframework
if [ "$(uname -s)" != Darwin ]; then
  echo "xcodebuild is only to be had on a Mac" >&2
  exit 1
fi

# The compiler writes the path of each source beside each place that can panic: this machine's folders are left out.
CARGO_ENCODED_RUSTFLAGS="--remap-path-prefix=$project/="
for sources in "$(rustc --print sysroot)/lib/rustlib/src/rust" "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
  CARGO_ENCODED_RUSTFLAGS+=$'\x1f'"--remap-path-prefix=$sources/="
done
export CARGO_ENCODED_RUSTFLAGS

# Only the static library: a shared one would have to be signed and embedded.
for triple in aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios aarch64-apple-darwin x86_64-apple-darwin; do
  rustup target add "$triple"
  cargo rustc --release --package nordcase-uniffi --lib --target "$triple" --crate-type staticlib
done

# The generator reads the symbols of a library for this machine.
cargo build --release --lib --package nordcase-uniffi
rm -rf "$work"
mkdir -p "$work/generated" "$work/headers" "$work/simulator" "$work/macos"
cargo run --quiet --manifest-path bindings-uniffi/bindgen/Cargo.toml -- \
  generate --language swift --no-format --out-dir "$work/generated" "$target/release/libnordcase_uniffi.dylib"
cp "$work/generated/NordcaseFFI.h" "$work/headers/"
# In a framework the library is given; only on Linux the module map names it.
grep -v '^ *link ' "$here/Sources/NordcaseFFI/module.modulemap" > "$work/headers/module.modulemap"

name=libnordcase_uniffi.a
lipo -create -output "$work/simulator/$name" \
  "$target/aarch64-apple-ios-sim/release/$name" "$target/x86_64-apple-ios/release/$name"
lipo -create -output "$work/macos/$name" \
  "$target/aarch64-apple-darwin/release/$name" "$target/x86_64-apple-darwin/release/$name"

rm -rf "$package"
mkdir -p "$package/Sources"
cp -R "$here/Package.swift" "$here/README.md" "$here/Tests" "$here/scripts" "$package/"
cp -R "$here/Sources/Nordcase" "$package/Sources/"
cp LICENSE-MIT LICENSE-APACHE "$package/"
cp "$work/generated/Nordcase.swift" "$package/Sources/Nordcase/Generated.swift"
xcodebuild -create-xcframework \
  -library "$target/aarch64-apple-ios/release/$name" -headers "$work/headers" \
  -library "$work/simulator/$name" -headers "$work/headers" \
  -library "$work/macos/$name" -headers "$work/headers" \
  -output "$package/NordcaseFFI.xcframework"
echo "$package"
