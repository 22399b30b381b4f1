// Relative addresses: the built page can lie in any folder of any web server. The package carries its WebAssembly inside, hence the size.
export default { base: "./", server: { host: "127.0.0.1" }, build: { chunkSizeWarningLimit: 5000 } };
