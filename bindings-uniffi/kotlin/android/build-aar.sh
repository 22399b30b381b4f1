#!/bin/sh
# Makes nordcase.aar: the package's classes, the consumer rules for R8, and the native library for the ABIs that phones have.
#
# Not run by the tests: it needs the Android NDK (r27 or later), which is not to be had where they run. What is tested of it is that the
# crate's code and the jar it takes the classes from work on the JVM. Try the result on a device before you publish it.
#
# Needs: ANDROID_NDK_HOME, cargo-ndk (`cargo install cargo-ndk`), `zip`, `unzip`, and the jar of `cargo xtask package kotlin`.
# Usage, in the repository's folder: bindings-uniffi/kotlin/android/build-aar.sh [OUTPUT.aar]
set -eu

: "${ANDROID_NDK_HOME:?set it to the folder of the NDK}"
output=$(realpath "${1:-target/packages/nordcase.aar}")
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
jar=$(realpath "target/packages/nordcase-$version.jar")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for target in aarch64-linux-android armv7-linux-androideabi x86_64-linux-android; do
    rustup target add "$target"
done

# Pages of 16 KB: devices with them load no library that is aligned to less.
RUSTFLAGS="${RUSTFLAGS:-} -C link-arg=-Wl,-z,max-page-size=16384"
# The compiler writes the path of each source beside each place that can panic: this machine's folders (without spaces) are left out.
for sources in "$PWD" "$(rustc --print sysroot)/lib/rustlib/src/rust" "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
    RUSTFLAGS="$RUSTFLAGS --remap-path-prefix=$sources/="
done
export RUSTFLAGS
cargo ndk --platform 24 --target arm64-v8a --target armeabi-v7a --target x86_64 --output-dir "$work/aar/jni" \
    build --release --lib --package nordcase-uniffi
for library in "$work"/aar/jni/*/libnordcase_uniffi.so; do
    "$ANDROID_NDK_HOME"/toolchains/llvm/prebuilt/*/bin/llvm-strip --strip-unneeded "$library"
done

# The classes without the libraries of desktop systems.
mkdir "$work/classes"
unzip -q "$jar" -d "$work/classes"
rm -rf "$work"/classes/linux-* "$work"/classes/darwin-* "$work"/classes/win32-*
cp "$work/classes/META-INF/proguard/nordcase.pro" "$work/aar/proguard.txt"
(cd "$work/classes" && zip -q -r -X "$work/aar/classes.jar" .)
cat > "$work/aar/AndroidManifest.xml" <<'XML'
<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="se.nordcase">
    <uses-sdk android:minSdkVersion="24" />
    <uses-permission android:name="android.permission.INTERNET" />
</manifest>
XML
: > "$work/aar/R.txt"
rm -f "$output"
(cd "$work/aar" && zip -q -r -X "$output" .)
echo "$output"
