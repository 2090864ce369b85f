#include "fit.h"

int main(void) {
  LejepaGisBasisFit *fit = (LejepaGisBasisFit *)1;
  FAILS(lejepa_gis_basis_fit_begin(3, NULL), ARGUMENT, "fit is NULL");
  FAILS(lejepa_gis_basis_fit_begin(0, &fit), ARGUMENT, "dimension is 0");
  EXPECT(fit == NULL);
  FAILS(lejepa_gis_basis_fit_begin(SIZE_MAX, &fit), ARGUMENT, "expected 1 to 65536");
  lejepa_gis_basis_fit_free(begun());
  return 0;
}
