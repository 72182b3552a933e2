//! `concede`: arguments to the command line interface, its outcome to an exit code.

fn main() -> std::process::ExitCode {
    concede::cli::run(std::env::args_os())
}
