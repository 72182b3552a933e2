//! The recipe for many machines, on two local workers. Skipped, and it says so, where Python
//! has no Dask.

use std::path::PathBuf;
use std::process::Command;

#[test]
fn dask_workers_write_what_one_process_writes() {
    let has_dask = Command::new("python3").args(["-c", "import dask.distributed"]).output();
    if !has_dask.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: python3 has no dask.distributed");
        return;
    }
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("scale-out");
    let _ = std::fs::remove_dir_all(&directory);
    std::fs::create_dir_all(&directory).unwrap();
    let program = env!("CARGO_BIN_EXE_concede");
    let sweep = ["scenarios/south-caucasus.toml", "--sample", "4000", "--seed", "5"];
    let (whole, joined) = (directory.join("whole.parquet"), directory.join("joined.parquet"));
    let one = Command::new(program).arg("sweep").args(sweep).arg("-o").arg(&whole).output().unwrap();
    assert!(one.status.success(), "{}", String::from_utf8_lossy(&one.stderr));
    let many = Command::new("python3")
        .args(["docs/scale-out/sweep_dask.py", "--workers", "2", "--shards", "5", "--concede", program, "-o"])
        .arg(&joined)
        .arg("--")
        .args(sweep)
        .output()
        .unwrap();
    assert!(many.status.success(), "{}", String::from_utf8_lossy(&many.stderr));
    assert!(std::fs::read(whole).unwrap() == std::fs::read(joined).unwrap());
}
