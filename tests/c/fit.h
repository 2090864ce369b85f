/* The basis of basis.h in the making. */
#ifndef LEJEPA_GIS_TEST_FIT_H
#define LEJEPA_GIS_TEST_FIT_H

#include "basis.h"

static inline LejepaGisBasisFit *begun(void) {
  LejepaGisBasisFit *fit = NULL;
  OK(lejepa_gis_basis_fit_begin(3, &fit));
  EXPECT(fit != NULL);
  return fit;
}

#endif
