//! UniFFI's own generator, in the version that the crate beside it is built with.

fn main() {
    uniffi::uniffi_bindgen_main();
}
