#include "fit.h"

int main(void) {
  LejepaGisBasisFit *fit = begun();
  FAILS(lejepa_gis_basis_fit_add(NULL, cells_a[0], 2), ARGUMENT, "fit is NULL");
  FAILS(lejepa_gis_basis_fit_add(fit, NULL, 2), ARGUMENT, "features is NULL");
  FAILS(lejepa_gis_basis_fit_add(fit, cells_a[0], 0), ARGUMENT, "no elements");
  FAILS(lejepa_gis_basis_fit_add(fit, cells_a[0], SIZE_MAX), ARGUMENT, "too many");
  OK(lejepa_gis_basis_fit_add(fit, cells_b[0], 3));
  lejepa_gis_basis_fit_free(fit);
  return 0;
}
