//! The checks of the training recipe, where there is a Python with PyTorch.

mod support;

use std::process::Command;

use support::{root, skip};

/// `LEJEPA_GIS_PYTHON` names a Python with the packages of `training/requirements.txt`; else `python3` is asked.
#[test]
fn the_recipe_passes_its_own_checks() {
    let python = std::env::var("LEJEPA_GIS_PYTHON").unwrap_or_else(|_| "python3".into());
    let imports = "import matplotlib, numpy, pytest, rasterio, sklearn, torch";
    let has = Command::new(&python).args(["-c", imports]).output().is_ok_and(|o| o.status.success());
    if !has {
        return skip(&format!(
            "{python} lacks torch or another package of training/requirements.txt; name one in LEJEPA_GIS_PYTHON"
        ));
    }
    let mut pytest = Command::new(&python);
    // Threads that spin on a core that others use too make this several times slower.
    pytest.env("OMP_WAIT_POLICY", "PASSIVE").env("PYTHONDONTWRITEBYTECODE", "1");
    pytest
        .args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "test_recipe.py"])
        .current_dir(root().join("training"));
    let output = pytest.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
