#include "basis.h"

int main(void) {
  lejepa_gis_basis_free(NULL);
  lejepa_gis_basis_free(known_basis());
  return 0;
}
