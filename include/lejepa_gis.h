/* lejepa-gis: feature and change maps from Sentinel-2, on the CPU.  SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Generated from src/capi by cbindgen (make header); do not edit.
 *
 * The contract:
 *  - Functions that can fail return a LejepaGisStatus: 0 is success, other numbers never change their meaning.
 *    lejepa_gis_last_error() tells the calling thread what was expected, what was found, and where.
 *  - Results come through out-pointers, which are set to NULL or zero first. Texts that the library gives are freed
 *    with lejepa_gis_text_free; every _free function accepts NULL.
 *  - A model is immutable: many threads may use one at once. Everything else belongs to one thread at a time.
 *  - Options are NULL-terminated lists of "KEY=VALUE" from one table of parameters (lejepa_gis_parameters); the command
 *    line has the same names and defaults.
 *  - Texts are NUL-terminated UTF-8. Raster names are anything that GDAL opens.
 *  - GDAL is found at run time: the copy that the process has loaded, else the system's, or the file that the option
 *    GDAL or the environment variable LEJEPA_GIS_GDAL names. Nothing is linked.
 *  - Nothing crosses the border but return values: no exception, signal handler, exit, stdout or stderr.
 *
 *   LejepaGisModel *model = NULL;
 *   if (lejepa_gis_model_open("default", NULL, &model) != LEJEPA_GIS_STATUS_OK ||
 *       lejepa_gis_change(model, "before.tif", "after.tif", "change.tif", NULL, NULL, NULL, NULL) != LEJEPA_GIS_STATUS_OK)
 *     fprintf(stderr, "%s\\n", lejepa_gis_last_error());
 *   lejepa_gis_model_free(model);
 */

#ifndef LEJEPA_GIS_H
#define LEJEPA_GIS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

// Version of this interface; a host compares it with the `LEJEPA_GIS_ABI_VERSION` that it was compiled with. It grows
// when a function or code is removed or changes its meaning, and is part of the library's SONAME.
#define LEJEPA_GIS_ABI_VERSION 1

// Result of every C function that can fail: 0 is success. Append-only: a number never changes its meaning.
enum LejepaGisStatus
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  // Success.
  LEJEPA_GIS_STATUS_OK = 0,
  // A null pointer, a wrong size, an unknown option or a value outside its range.
  LEJEPA_GIS_STATUS_ARGUMENT = 1,
  // A file could not be opened, read or written.
  LEJEPA_GIS_STATUS_IO = 2,
  // The model file cannot be used.
  LEJEPA_GIS_STATUS_MODEL = 3,
  // The input raster cannot be used.
  LEJEPA_GIS_STATUS_RASTER = 4,
  // Two rasters do not share one grid.
  LEJEPA_GIS_STATUS_GRID = 5,
  // The reflectance convention is unknown or contradictory.
  LEJEPA_GIS_STATUS_REFLECTANCE = 6,
  // The output exists.
  LEJEPA_GIS_STATUS_EXISTS = 7,
  // A GDAL call failed.
  LEJEPA_GIS_STATUS_GDAL = 8,
  // No GDAL could be bound.
  LEJEPA_GIS_STATUS_GDAL_MISSING = 9,
  // The progress function asked to stop.
  LEJEPA_GIS_STATUS_CANCELLED = 10,
  // A defect of the library; the message says where.
  LEJEPA_GIS_STATUS_INTERNAL = 11,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum LejepaGisStatus LejepaGisStatus;
#else
typedef int32_t LejepaGisStatus;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// An open model: immutable, so that any number of threads may use it at once. Free it with `lejepa_gis_model_free`.
typedef struct LejepaGisModel LejepaGisModel;

// Hears how far a job is: `fraction` from 0 to 1, a short message (valid during the call), and the caller's pointer.
// Returns 0 to stop the job, anything else to go on. Called on the thread that called the job.
typedef int (*LejepaGisProgress)(double fraction, const char *message, void *user_data);

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// Writes the dense features of a raster: one band per number of the feature, cells of `patch` x `patch` pixels.
//
// `model` may be NULL: then the option MODEL names it. `input` is anything that GDAL opens; `output` is a path, or a
// GDAL name such as `/vsimem/f.tif`. `options` is NULL or a NULL-terminated list of `KEY=VALUE` from the table of
// parameters. `progress` may be NULL. `report` may be NULL, or gets a JSON text to free with `lejepa_gis_text_free`.
// On error or cancel no output is left. Any thread; one job at a time on each.
LejepaGisStatus lejepa_gis_features(const struct LejepaGisModel *model,
                                    const char *input,
                                    const char *output,
                                    const char *const *options,
                                    LejepaGisProgress progress,
                                    void *user_data,
                                    char **report);

// Writes the principal components of `count` rasters (or features rasters), on one basis over all of them, each to
// its own output. Other arguments as for `lejepa_gis_features`.
LejepaGisStatus lejepa_gis_pca(const struct LejepaGisModel *model,
                               const char *const *inputs,
                               const char *const *outputs,
                               size_t count,
                               const char *const *options,
                               LejepaGisProgress progress,
                               void *user_data,
                               char **report);

// Writes the change between two dates of one pixel grid. Other arguments as for `lejepa_gis_features`.
LejepaGisStatus lejepa_gis_change(const struct LejepaGisModel *model,
                                  const char *before,
                                  const char *after,
                                  const char *output,
                                  const char *const *options,
                                  LejepaGisProgress progress,
                                  void *user_data,
                                  char **report);

// Computes one descriptor per raster (the mean feature over valid cells); they are in the report under
// `descriptors`. Other arguments as for `lejepa_gis_features`; `report` must not be NULL to be of use.
LejepaGisStatus lejepa_gis_describe(const struct LejepaGisModel *model,
                                    const char *const *inputs,
                                    size_t count,
                                    const char *const *options,
                                    LejepaGisProgress progress,
                                    void *user_data,
                                    char **report);

// Opens a model. `name` is "default" or a path in UTF-8; `options` may be NULL or hold `MODEL_BANDS`, `MODEL_MEAN`
// and `MODEL_STD` for an ONNX file that does not say them. `*model` is set to NULL first, and to the model on success.
// Any thread. Takes as long as reading the file and compiling the network: about a second.
LejepaGisStatus lejepa_gis_model_open(const char *name,
                                      const char *const *options,
                                      struct LejepaGisModel **model);

// Frees a model. NULL is accepted. Jobs that run with it on other threads keep what they need.
void lejepa_gis_model_free(struct LejepaGisModel *model);

// Frees a text that this library gave, for example a report. NULL is accepted.
void lejepa_gis_text_free(char *text);

// Returns the `LEJEPA_GIS_ABI_VERSION` that the library was built with. Any thread.
int32_t lejepa_gis_abi_version(void);

// Returns the software's version, for example "0.1.0": a static text. Any thread.
const char *lejepa_gis_version(void);

// Returns the message of the calling thread's last failed call: what was expected, what was found, and where. Empty
// after a success. Valid until the thread's next call into this library; never NULL.
const char *lejepa_gis_last_error(void);

// Returns a short static name of a status, for example "output exists"; "unknown status" for other numbers.
const char *lejepa_gis_status_name(int32_t status);

// Gives the table of parameters as JSON: an array of objects with `name`, `type`, `default`, `help`, `unit`,
// `advanced`, `tasks`, and `min`, `max`, `choices` where they apply. Free it with `lejepa_gis_text_free`. Any thread.
LejepaGisStatus lejepa_gis_parameters(char **json);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* LEJEPA_GIS_H */
