//! The binary; everything is in the library.

/// A run makes and frees tens of thousands of small texts and trees.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    sealform::run()
}
