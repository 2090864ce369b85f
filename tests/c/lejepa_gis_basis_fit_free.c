#include "fit.h"

int main(void) {
  LejepaGisBasisFit *fit = begun();
  lejepa_gis_basis_fit_free(NULL);
  /* Freeing keeps the last error. */
  FAILS(lejepa_gis_basis_fit_add(fit, NULL, 1), ARGUMENT, "features is NULL");
  lejepa_gis_basis_fit_free(fit);
  EXPECT(strstr(lejepa_gis_last_error(), "features is NULL"));
  return 0;
}
