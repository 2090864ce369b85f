/* lejepa-gis: feature and change maps from Sentinel-2, on the CPU.  SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Generated from src/capi by cbindgen (make header); do not edit.
 *
 * It needs C99 or later, or C++11 or later.
 *
 * The contract:
 *  - Functions that can fail return a LejepaGisStatus: 0 is success, other numbers never change their meaning.
 *    lejepa_gis_last_error() tells the calling thread what was expected, what was found, and where;
 *    lejepa_gis_last_error_json() tells programs.
 *  - Results come through out-pointers, which are set to NULL or zero first. Texts that the library gives are freed
 *    with lejepa_gis_text_free; every _free function accepts NULL.
 *  - Many threads may use one model, one basis or one context at once. Everything else belongs to one thread at a time.
 *  - Options are NULL-terminated lists of "KEY=VALUE" from one table of parameters (lejepa_gis_parameters); the command
 *    line has the same names and defaults.
 *  - Texts are NUL-terminated UTF-8. Raster names are anything that GDAL opens.
 *  - GDAL is found at run time: the copy that the process has loaded, else the system's, or the file that the option
 *    GDAL or the environment variable LEJEPA_GIS_GDAL names. Nothing is linked.
 *  - Nothing crosses the border but return values: no exception, signal handler, exit, stdout or stderr. Nothing may
 *    cross it the other way either: a progress function in C++ must not throw (lejepa_gis.hpp catches and throws again).
 *  - What there is not enough memory or threads for is refused as OUT_OF_MEMORY, before the work where that is possible.
 *  - Functions that free may be called on any thread, also on one that is ending, and at exit; they keep the last error.
 *  - Sizes of buffers count elements, not bytes, unless they say bytes. Each array that the library fills comes with a
 *    count: the room in it, which becomes the number needed. With the array NULL a function only asks; too little room is an
 *    ARGUMENT error, and of more room the rest stays as it is. Buffers never overlap.
 *  - What may be NULL is said under "Pointers" of each function; every other pointer that is NULL is an ARGUMENT error.
 *  - An option that cannot act is an ARGUMENT error, never passed over.
 *  - Messages and reports hold no user, password, query or database password of a name, and the home folder as ~.
 *
 * Reports are JSON objects: "task", "model" ("name", "digest", "caution", "precision", "arithmetic", "bands", "chip",
 * "patch"), "inputs" (one object each: "name", "form", "bands", "reflectance", "level", "baseline", "date", "tile",
 * "mask", where known "metres" and "shift", and numbers: "chips", of which "encoded", "cells", of which "valid_cells"),
 * "warnings" (texts), "outputs" (names of the files written), "seconds", and by task: "round_trip_cosine" (features),
 * "explained_variance" (pca, run), "basis_sha256" (pca), "method", "threshold" (from which value on a cell counts as changed),
 * "full_scale", "valid_change_cells", of which "changed_cells", and where the place is known "changed_hectares" (change),
 * "areas" (areas: "count", "hectares", "valid_hectares" of valid cells, "share" of these that areas cover, and "kinds", a list of
 * "kind", "count" and "hectares"), "change" (run: a list of what change has), "descriptors" (describe: "input", "model", "model_sha256", "valid_cells",
 * "descriptor"), "examples" (places that show what is looked for) and "similar" (a list with an object for each input:
 * "threshold", "valid_cells", "like_cells", "like_hectares") (similar), "classes" (a list: "value", "name", "labelled_cells") and
 * "assessment" (null, or "block", "folds", "labelled_cells" and figures of "features", and with IMAGE of "band_means" and
 * "band_means_and_deviations": "accuracy", "macro_f1", by class "recall" and "precision", and "confusion", rows of what is so),
 * "fit_sha256", "caveat" (what to know of areas) (classify), "class_areas" (for each input a list: "value", "name", "cells",
 * "hectares") (classify, cluster), "changed_class_cells", "same_class_cells" and "transitions" (a list: "value", "from", "to", "cells",
 * "hectares") (transitions), "method", "threshold", "dates" (a list in order: "date", "name", "clear", the share of cells valid on any
 * date that are valid on it, "used", "first_of_cells"), "features" (how many dates were "encoded", "found" in STORE, "given"), and
 * "cells" ("asked", and "stayed", "returned" and "unconfirmed" with "cells" and "hectares"), or "watch" ("date", "name", "alarm",
 * "from_hectares", "valid_cells", "cells", "largest" patch in hectares, "hectares"), or "early" and "late" (days), "measure" and
 * "changed" ("valid_cells", "changed_cells", "changed_hectares") (series). Keys are added, not changed.
 *
 * A program:
 *
 *   #include <lejepa_gis.h>
 *   #include <stdio.h>
 *
 *   int main(int argc, char **argv) {
 *     const char *options[] = {"MODEL=default", "OVERWRITE=YES", NULL};
 *     LejepaGisJob job;
 *     char *report = NULL;
 *     if (argc != 4 || lejepa_gis_job_init(&job, sizeof job) != LEJEPA_GIS_STATUS_OK) return 2;
 *     job.task = "change";
 *     job.input_count = 2, job.inputs = (const char *const *)&argv[1];
 *     job.output_count = 1, job.outputs = (const char *const *)&argv[3];
 *     job.options = options;
 *     LejepaGisStatus status = lejepa_gis_job_run(&job, &report);
 *     if (status == LEJEPA_GIS_STATUS_OK) puts(report);
 *     else fprintf(stderr, "%s: %s\n", lejepa_gis_status_name(status), lejepa_gis_last_error());
 *     lejepa_gis_text_free(report);
 *     return status != LEJEPA_GIS_STATUS_OK;
 *   }
 */

#ifndef LEJEPA_GIS_H
#define LEJEPA_GIS_H

#include <stddef.h>
#include <stdint.h>

// Version of the software that this header belongs to; lejepa_gis_version() tells the library's.
#define LEJEPA_GIS_VERSION "0.1.0"
// Its parts, for `#if`.
#define LEJEPA_GIS_VERSION_MAJOR 0
#define LEJEPA_GIS_VERSION_MINOR 1
#define LEJEPA_GIS_VERSION_PATCH 0

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
  // Not enough memory or threads; the message says how much was needed and is there.
  LEJEPA_GIS_STATUS_OUT_OF_MEMORY = 12,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum LejepaGisStatus LejepaGisStatus;
#else
typedef int32_t LejepaGisStatus;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// Type of a sample, in the machine's byte order.
enum LejepaGisSample
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  // Unsigned 8-bit.
  LEJEPA_GIS_SAMPLE_U8 = 0,
  // Unsigned 16-bit.
  LEJEPA_GIS_SAMPLE_U16 = 1,
  // Signed 16-bit.
  LEJEPA_GIS_SAMPLE_I16 = 2,
  // 32-bit float.
  LEJEPA_GIS_SAMPLE_F32 = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum LejepaGisSample LejepaGisSample;
#else
typedef int32_t LejepaGisSample;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// What strides of 0 stand for.
enum LejepaGisLayout
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  // Band after band, each row by row.
  LEJEPA_GIS_LAYOUT_BAND_SEQUENTIAL = 0,
  // All bands of a pixel together, row by row.
  LEJEPA_GIS_LAYOUT_INTERLEAVED = 1,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum LejepaGisLayout LejepaGisLayout;
#else
typedef int32_t LejepaGisLayout;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// A PCA basis: mean, three components and colour ranges. Immutable: many threads may use one at once. Free it with
// `lejepa_gis_basis_free`.
typedef struct LejepaGisBasis LejepaGisBasis;

// A basis in the making: what has been added so far, as sums. One thread at a time. Free it with `lejepa_gis_basis_fit_free`.
typedef struct LejepaGisBasisFit LejepaGisBasisFit;

// What jobs share; any number of threads may use it at once. Free it with `lejepa_gis_context_free`.
typedef struct LejepaGisContext LejepaGisContext;

// An open model: immutable, so that any number of threads may use it at once. Free it with `lejepa_gis_model_free`.
typedef struct LejepaGisModel LejepaGisModel;

// A features raster in memory, in 8 bits for each number. Immutable: many threads may query one at once. Free it with
// `lejepa_gis_similar_free`.
typedef struct LejepaGisSimilar LejepaGisSimilar;

// Hears of a job's warning: a sentence with the input's name, valid during the call, and the caller's pointer. Called on
// the thread that runs the job, before the job returns; of several threads at once if they run jobs at once. It must
// return, as `LejepaGisProgress` must.
typedef void (*LejepaGisLog)(const char *message, void *user_data);

// Hears how far a job is: `fraction` from 0 to 1, a short message (valid during the call), and the caller's pointer.
// Returns 0 to stop the job, anything else to go on. Called on the thread that called the job. It must return: a C++
// exception or a `longjmp` that leaves it ends the process, or worse. In C++, catch what it throws and throw it again after
// the job, as `lejepa_gis.hpp` does.
typedef int (*LejepaGisProgress)(double fraction, const char *message, void *user_data);

// A job. Begin with `lejepa_gis_job_init`, then set what is needed; the fields stay the caller's, and all they point to
// must live during the call. `lejepa_gis_tasks` says for each task how many inputs and outputs it has.
typedef struct LejepaGisJob {
  // `sizeof(LejepaGisJob)` of the caller's header. The structure grows at its end: fields that an older header does not
  // have count as zero; a size larger than the library knows is an error.
  size_t struct_size;
  // The name of a task of `lejepa_gis_tasks`, for example "change"; not NULL.
  const char *task;
  // Number of inputs.
  size_t input_count;
  // Names of inputs, in UTF-8: anything that GDAL opens. NULL where all are datasets; an entry may be NULL where
  // `input_datasets` has one.
  const char *const *inputs;
  // Inputs that are open in the bound GDAL, as `GDALDatasetH`, or NULL. They stay the caller's and must not be used by
  // other threads during the call. An entry may be NULL where `inputs` has a name; it is an error to give both.
  void *const *input_datasets;
  // Number of outputs.
  size_t output_count;
  // Names of outputs, in UTF-8: a path, or a GDAL name such as "/vsimem/f.tif"; of "run", one folder. NULL, or with NULL
  // entries, for results that are kept in memory and opened by `results`.
  const char *const *outputs;
  // NULL, or room for `output_count` handles: each is set to NULL first, and on success to the written raster as an open
  // `GDALDatasetH` of the bound GDAL. The caller closes it with `GDALClose`, which frees a result in memory.
  void **results;
  // NULL, or a NULL-terminated list of `KEY=VALUE` from the table of parameters.
  const char *const *options;
  // An open model, or NULL: then the option MODEL names it. With a model, MODEL, PRECISION, MODEL_BANDS, MODEL_MEAN and
  // MODEL_STD are an error: it was opened with its own.
  const struct LejepaGisModel *model;
  // Reports progress, or NULL.
  LejepaGisProgress progress;
  // Passed to `progress` untouched; may be NULL.
  void *user_data;
  // What the job shares with others, or NULL.
  const struct LejepaGisContext *context;
} LejepaGisJob;

// An image in the caller's memory: `bands` planes of `height` rows of `width` samples, in the order of the model's
// bands. Begin with `lejepa_gis_image_init`, then set what differs; the fields stay the caller's.
typedef struct LejepaGisImage {
  // `sizeof(LejepaGisImage)` of the caller's header. The structure grows at its end: fields that an older header does not
  // have count as zero; a size larger than the library knows is an error.
  size_t struct_size;
  // The buffer that holds all samples; no alignment is needed. Read only, and only during the call.
  const uint8_t *pixels;
  // Bytes that may be read from `pixels` on.
  size_t pixels_size;
  // Bytes from `pixels` to the sample of the first column, row and band; 0 but where a stride is negative.
  size_t first_sample;
  // A `LejepaGisSample`.
  int32_t sample;
  // A `LejepaGisLayout`: what strides of 0 stand for.
  int32_t layout;
  // Columns.
  size_t width;
  // Rows.
  size_t height;
  // Bands: those of the model.
  size_t bands;
  // Bytes from one column to the next, which may be negative; 0: by `layout`, without gaps.
  ptrdiff_t pixel_stride;
  // Bytes from one row to the next, negative for a bottom-up image; 0: by `layout`, without gaps.
  ptrdiff_t line_stride;
  // Bytes from one band to the next, which may be negative; 0: by `layout`, without gaps.
  ptrdiff_t band_stride;
  // NULL, or the buffer of a mask with a byte for each pixel: 0 marks an invalid one.
  const uint8_t *mask;
  // Bytes that may be read from `mask` on.
  size_t mask_size;
  // Bytes from `mask` to that of the first column and row; 0 but where `mask_line_stride` is negative.
  size_t first_mask;
  // Bytes from one row of the mask to the next, negative for bottom-up; 0: `width`, without gaps.
  ptrdiff_t mask_line_stride;
  // 1 if `nodata` counts. Without it and without a mask, whole numbers are invalid where all bands are 0.
  int32_t has_nodata;
  // A sample of this value makes its pixel invalid. Floats that are not finite do so always.
  double nodata;
  // 0: the option REFLECTANCE says how values become reflectance. Otherwise reflectance x 10000 is
  // `value x scale + offset`; 8-bit samples need it.
  double scale;
  // See `scale`.
  double offset;
} LejepaGisImage;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// ---- Versions, and the tables of tasks and parameters ----------------------------------------------------

// Returns the `LEJEPA_GIS_ABI_VERSION` that the library was built with. Any thread.
int32_t lejepa_gis_abi_version(void);

// Returns the software's version, for example "0.1.0": a static text. Any thread.
const char *lejepa_gis_version(void);

// Gives the table of jobs as JSON: an array of objects with `name`, `help`, `more`, `inputs` (`count`: "one", "two" or
// "many"; `each`: objects with `name` and `help`), `outputs` (`count`: "none", "one", "per-input" or "folder"; `help`),
// `examples` and `parameters` (names). Free it with `lejepa_gis_text_free`. Any thread.
//
// Pointers:
// - `json` is NULL (an error) or points to a pointer.
LejepaGisStatus lejepa_gis_tasks(char **json);

// Gives the table of parameters as JSON: an array of objects with `name`, `flag`, `type`, `default`, `help`, `unit`,
// `advanced`, `recorded`, `tasks`, and `min`, `max`, `choices`, `file` (what kind of file) and `needs` where they apply. `needs`:
// objects with `name`, `values` and `has`; the parameter acts only where one of those named has one of its values (or, with
// `has` false, none of them), and is an error elsewhere. Free it with `lejepa_gis_text_free`. Any thread.
//
// Pointers:
// - `json` is NULL (an error) or points to a pointer.
LejepaGisStatus lejepa_gis_parameters(char **json);

// ---- Errors ----------------------------------------------------------------------------------------------

// Returns the message of the calling thread's last failed call: what was expected, what was found, and where. Empty
// after a success. Functions that free leave it as it is. Valid until the thread's next call into this library that may
// fail; never NULL, and empty on a thread that has begun to destroy its thread-local objects.
const char *lejepa_gis_last_error(void);

// Returns the calling thread's last failed call for programs, as a JSON object: `status` (the name of its
// `LejepaGisStatus` without LEJEPA_GIS_STATUS_, for example "EXISTS"), `code` (its number), `message` (what
// `lejepa_gis_last_error` says), `parameter` (the option, argument or field whose value is refused, for example "OVERLAP" or
// "image.sample"), `file` (the file that it is about), `gdal` (`call`: GDAL's function, `number`: its error number or null),
// each of these null where there is none, and `retry`: true where the same call may succeed later as it is, once memory, disk
// or a server is there again. Keys are added, not changed. Empty after a success; lives as long as `lejepa_gis_last_error`.
const char *lejepa_gis_last_error_json(void);

// Returns a short static name of a status, for example "output exists"; "unknown status" for other numbers.
const char *lejepa_gis_status_name(int32_t status);

// ---- Texts -----------------------------------------------------------------------------------------------

// Frees a text that this library gave, for example a report. NULL is accepted; the last error stays.
//
// Pointers:
// - `text` is NULL or came from this library, and was not freed before.
void lejepa_gis_text_free(char *text);

// ---- Models ----------------------------------------------------------------------------------------------

// Opens a model. `name` is "default", "untrained", "texture" (no network: fitted on the scenes of each job) or a path
// in UTF-8; `options` may be NULL or hold `PRECISION` and, for an ONNX file that does not say them, `MODEL_BANDS`,
// `MODEL_MEAN` and `MODEL_STD`; for any other model these are an error. `*model` is set to NULL first, and to the model on success; the caller frees it with
// `lejepa_gis_model_free`. Nothing in a file is ever run. Takes as long as reading the file and compiling the network:
// less than a second, and for a transformer in another exporter's ONNX file as long as it encodes two chips more. Any
// thread.
//
// Errors: ARGUMENT, IO (no such file), MODEL (what was expected and what was found), OUT_OF_MEMORY.
//
// Pointers:
// - `name` is NULL (an error) or NUL-terminated; `options` is NULL or a NULL-terminated list of texts.
// - `model` is NULL (an error) or points to a pointer.
LejepaGisStatus lejepa_gis_model_open(const char *name,
                                      const char *const *options,
                                      struct LejepaGisModel **model);

// Opens a model from the `size` bytes of a checkpoint or an ONNX file in memory, which may be freed afterwards.
// `name` is what messages and outputs call it, for example the file's name. A checkpoint is written to the system's temporary
// folder (TMPDIR) while it is read, for its reader wants a file; an ONNX file is not. An ONNX file whose weights lie in a file
// beside it is refused: only its path leads there. Everything else as for `lejepa_gis_model_open`.
//
// Pointers:
// - `bytes` is NULL (an error) or points to `size` bytes; the rest as for `lejepa_gis_model_open`.
LejepaGisStatus lejepa_gis_model_open_memory(const uint8_t *bytes,
                                             size_t size,
                                             const char *name,
                                             const char *const *options,
                                             struct LejepaGisModel **model);

// Frees a model. NULL is accepted; the last error stays. Jobs that run with it on other threads keep what they need;
// texts that its queries lent out are gone. Any thread, also one that ends, and at exit.
//
// Pointers:
// - `model` is NULL or came from `lejepa_gis_model_open` or `lejepa_gis_model_open_memory`, and was not freed before.
void lejepa_gis_model_free(struct LejepaGisModel *model);

// Gives the sizes of a model: `*chip` pixels along a chip, `*patch` pixels along a cell, `*dimension` numbers in a
// feature, `*bands` bands. Each may be NULL. A chip is `bands x chip x chip` values and gives
// `(chip / patch) x (chip / patch) x dimension`. Any thread. Errors: ARGUMENT.
//
// Pointers:
// - `model` is NULL (an error) or open; the places are NULL or point to numbers.
LejepaGisStatus lejepa_gis_model_sizes(const struct LejepaGisModel *model,
                                       size_t *chip,
                                       size_t *patch,
                                       size_t *dimension,
                                       size_t *bands);

// Lends the name of a model: its file's name without folder, or a built-in's, for example "default". The text lives as
// long as the model. Any thread. Errors: ARGUMENT.
//
// Pointers:
// - `model` is NULL (an error) or open; `name` is NULL (an error) or points to a pointer.
LejepaGisStatus lejepa_gis_model_name(const struct LejepaGisModel *model,
                                      const char **name);

// Lends the kind of a model: "vit_small_patch8", "vit_tiny_patch8", "resnet18", "texture" or "onnx". As
// `lejepa_gis_model_name`.
//
// Pointers:
// - As for `lejepa_gis_model_name`.
LejepaGisStatus lejepa_gis_model_kind(const struct LejepaGisModel *model, const char **kind);

// Lends the SHA-256 of a model's file, in hex; outputs of "texture" record that of what was fitted. As
// `lejepa_gis_model_name`.
//
// Pointers:
// - As for `lejepa_gis_model_name`.
LejepaGisStatus lejepa_gis_model_digest(const struct LejepaGisModel *model, const char **digest);

// Lends the sentence that every output of a model must carry; empty if there is none. As `lejepa_gis_model_name`.
//
// Pointers:
// - As for `lejepa_gis_model_name`.
LejepaGisStatus lejepa_gis_model_caution(const struct LejepaGisModel *model,
                                         const char **caution);

// Lends the name of band `index` (from 0) in the order of the model's input, for example "red". As
// `lejepa_gis_model_name`; ARGUMENT for an index that is not below the number of bands.
//
// Pointers:
// - As for `lejepa_gis_model_name`.
LejepaGisStatus lejepa_gis_model_band(const struct LejepaGisModel *model, size_t index, const char **name);

// Copies the statistics of a model's bands, reflectance x 10000, in the order of its input: the encoder sees
// `(x - mean) / max(std, 1)`. `*count` is the room in `mean` and in `std`, and becomes the number of bands; with
// `mean` and `std` NULL it only asks. NaN for "texture", whose statistics are those of each scene.
// Any thread. Errors: ARGUMENT.
//
// Pointers:
// - `model` is NULL (an error) or open; `mean` and `std` are NULL or have room for `*count` numbers; `count` is NULL
//   (an error) or points to a number.
LejepaGisStatus lejepa_gis_model_statistics(const struct LejepaGisModel *model,
                                            float *mean,
                                            float *std,
                                            size_t *count);

// Gives everything about a model as JSON: `name`, `kind`, `sha256`, `chip`, `patch`, `dim`, `bands`, `mean`, `std`,
// `caution`. Free it with `lejepa_gis_text_free`. Any thread. Errors: ARGUMENT.
//
// Pointers:
// - `model` is NULL (an error) or open; `json` is NULL (an error) or points to a pointer.
LejepaGisStatus lejepa_gis_model_info(const struct LejepaGisModel *model,
                                      char **json);

// ---- Contexts --------------------------------------------------------------------------------------------

// Makes a context for jobs (`LejepaGisJob.context`) and for pixels in memory (`lejepa_gis_encode_chips`,
// `lejepa_gis_encode_image`). `options` is NULL or holds THREADS (the most of a job), MEMORY (the
// most of a job, MiB), TEMP (a folder for large temporary data) and SOURCES (what inputs may reach; a job in the context
// cannot say another). `log` hears of each job's warnings, or is NULL; `user_data` is passed to it and may be NULL. Workers
// start with the first job and are kept for the next one. `*context` is set to NULL first. Any thread.
//
// Errors: ARGUMENT, IO (SOURCES names a folder that is not there).
//
// Pointers:
// - `options` is NULL or a NULL-terminated list of texts; `context` is NULL (an error) or points to a pointer.
LejepaGisStatus lejepa_gis_context_new(const char *const *options,
                                       LejepaGisLog log,
                                       void *user_data,
                                       struct LejepaGisContext **context);

// Stops all jobs and calls of a context that run, and those that begin later, until it is called with `cancelled` 0: they give
// CANCELLED within the time of one chip. Any thread. Errors: ARGUMENT.
//
// Pointers:
// - `context` is NULL (an error) or open.
LejepaGisStatus lejepa_gis_context_cancel(const struct LejepaGisContext *context,
                                          int32_t cancelled);

// Frees a context; NULL is fine. No job or call may run in it, or begin. Ends its workers.
//
// Pointers:
// - `context` is NULL, or was made by `lejepa_gis_context_new` and not freed.
void lejepa_gis_context_free(struct LejepaGisContext *context);

// ---- Jobs ------------------------------------------------------------------------------------------------

// Clears a job and sets its `struct_size`. `job` is not NULL; pass `sizeof(LejepaGisJob)`. Any thread. Errors: ARGUMENT.
//
// Pointers:
// - `job` is NULL (an error) or points to `struct_size` bytes.
LejepaGisStatus lejepa_gis_job_init(struct LejepaGisJob *job,
                                    size_t struct_size);

// Runs a job. `report` may be NULL, or gets a JSON text to free with `lejepa_gis_text_free`; its keys are listed at the top of
// this file. The descriptors of "describe" are there; as numbers, `lejepa_gis_descriptor` computes them from features. On
// error or cancel no output is left, `*report` is NULL, and so are all results. Any thread; one job at a time on each.
//
// Errors: ARGUMENT, IO, MODEL, RASTER, GRID, REFLECTANCE, EXISTS, GDAL, GDAL_MISSING, CANCELLED, OUT_OF_MEMORY.
//
// Pointers:
// - `job` is NULL (an error) or points to a job whose fields are as they say; `report` is NULL or points to a pointer.
LejepaGisStatus lejepa_gis_job_run(const struct LejepaGisJob *job,
                                   char **report);

// Checks a job as `lejepa_gis_job_run` does, and estimates what it takes; makes nothing. `*json` becomes a text to free with
// `lejepa_gis_text_free`: `inputs` (each with its name, what was understood of it, `warnings`, `pixels`, `cells`,
// `chips`), `memory_bytes`, `output_bytes`, `temporary_bytes`, `chip_ms`, `threads`, `seconds`, and of these
// `second_seconds` (of that, a second model's, which METHOD=joint needs). The inputs are opened and looked at, a model is opened, and two chips
// are encoded. Any thread.
//
// Errors: those that `lejepa_gis_job_run` gives for this job before it encodes.
//
// Pointers:
// - As for `lejepa_gis_job_run`; `json` is NULL (an error) or points to a pointer.
LejepaGisStatus lejepa_gis_job_estimate(const struct LejepaGisJob *job,
                                        char **json);

// ---- Images in memory ------------------------------------------------------------------------------------

// Clears an image and sets its `struct_size`. Pass `sizeof(LejepaGisImage)`. Any thread. Errors: ARGUMENT.
//
// Pointers:
// - `image` is NULL (an error) or points to `struct_size` bytes.
LejepaGisStatus lejepa_gis_image_init(struct LejepaGisImage *image, size_t struct_size);

// ---- Features in memory ----------------------------------------------------------------------------------

// Encodes `chip_count` chips. `chips` is `[chip_count][bands][chip][chip]`, reflectance x 10000 (normalised inside), every
// value finite; `features` becomes `[chip_count][chip / patch][chip / patch][dimension]`. `*count` is the room in
// `features`, in numbers, and becomes the number needed; with `features` NULL it only asks. Sizes of a chip:
// `lejepa_gis_model_sizes`. `context` lends its workers, bounds THREADS and can stop the call; without one (NULL), workers are
// started and ended by each call. `options` is NULL or holds THREADS. `progress` may be NULL. On error or cancel, `features` is
// partly written. Any thread; many threads may share the model and the context. "texture" refuses: it needs whole images.
//
// Errors: ARGUMENT, MODEL, CANCELLED.
//
// Pointers:
// - `model` is NULL (an error) or open; `context` is NULL or open; `chips` is NULL (an error, unless it only asks) or has the
//   size above; `features` is NULL or has room for `*count` numbers that are not those of `chips`; `count` is NULL (an error)
//   or points to a number; `options` is NULL or a NULL-terminated list of texts.
LejepaGisStatus lejepa_gis_encode_chips(const struct LejepaGisModel *model,
                                        const struct LejepaGisContext *context,
                                        const float *chips,
                                        size_t chip_count,
                                        const char *const *options,
                                        LejepaGisProgress progress,
                                        void *user_data,
                                        float *features,
                                        size_t *count);

// Encodes an image of any size to its grid of cells: `*grid_width = ceil(width / patch)` columns and
// `*grid_height = ceil(height / patch)` rows (each may be NULL). `features` becomes
// `[grid_height][grid_width][dimension]`, NaN where a cell has too few valid pixels. `*count` is the room in
// `features`, in numbers, and becomes the number needed; with `features` NULL it only asks, and reads no pixel.
//
// `context` lends its workers, bounds THREADS and MEMORY, names the folder for large temporary data and can stop the call;
// it may be NULL. `options` is NULL or holds REFLECTANCE, OVERLAP, TAPER, MIN_VALID, THREADS, MEMORY; the model computes in
// the precision that it was opened with. Pixels in memory have no metadata, so REFLECTANCE or the image's `scale` must be
// said. "texture" is fitted on this image alone, so that its features of two images do not compare. `progress` may be NULL.
// Any thread; many threads may share the model and the context. Memory: the features once more, and the pixel rows under a
// row of chips.
//
// Errors: ARGUMENT, REFLECTANCE, CANCELLED; IO where features exceed MEMORY and no temporary file can be made.
//
// Pointers:
// - `model` is NULL (an error) or open; `context` is NULL or open; `image` is NULL (an error) or as `LejepaGisImage` says;
//   `options` is NULL or a NULL-terminated list of texts; `features` is NULL or has room for `*count` numbers; `count` is NULL
//   (an error) or points to a number; `grid_width` and `grid_height` are NULL or point to numbers.
LejepaGisStatus lejepa_gis_encode_image(const struct LejepaGisModel *model,
                                        const struct LejepaGisContext *context,
                                        const struct LejepaGisImage *image,
                                        const char *const *options,
                                        LejepaGisProgress progress,
                                        void *user_data,
                                        float *features,
                                        size_t *count,
                                        size_t *grid_width,
                                        size_t *grid_height);

// Computes `change[i] = 1 - cos(before[i], after[i])`, 0 to 2, for `cells` pairs of features of `dimension` numbers;
// NaN where one of them is invalid (NaN) or has no length. `*count` is the room in `change`, in numbers, and becomes
// `cells`; with `change` NULL it only asks. Any thread. Errors: ARGUMENT.
//
// Pointers:
// - `before` and `after` are NULL (an error, unless it only asks) or hold `cells * dimension` numbers; `change` is NULL or
//   has room for `*count`; `count` is NULL (an error) or points to a number.
LejepaGisStatus lejepa_gis_cosine_change(const float *before,
                                         const float *after,
                                         size_t cells,
                                         size_t dimension,
                                         float *change,
                                         size_t *count);

// Computes change as METHOD=residual does: each date's features are predicted from the other's by one ridge regression over
// all `cells`, so that what the whole scene does (season, light, haze) is no change; residuals lie on the axes of their
// covariance, each divided by its variance to the power 0.1. `change[i]` is the shorter of a cell's two residuals in medians of
// the scene: 0 or more, NaN where a date is invalid (NaN); dates that differ by noise alone stay below 0.3. METHOD=joint is the
// geometric mean of two such columns, of a model's features and of those of "texture", smoothed. Give all cells of a scene at
// once. `*count` as for `lejepa_gis_cosine_change`. Any thread. Memory: doubles, 16 `dimension` squared of them,
// and 4 numbers for each cell. Errors: ARGUMENT, OUT_OF_MEMORY.
//
// Pointers:
// - As for `lejepa_gis_cosine_change`: what is NULL is an error, but `change`.
LejepaGisStatus lejepa_gis_residual_change(const float *before,
                                           const float *after,
                                           size_t cells,
                                           size_t dimension,
                                           float *change,
                                           size_t *count);

// Computes the mean feature over the valid cells. `*count` is the room in `descriptor`, in numbers, and becomes
// `dimension`; with `descriptor` NULL it only asks. `*valid_cells` (may be NULL) becomes the number of valid cells. Any
// thread. Errors: ARGUMENT, also if no cell is valid.
//
// Pointers:
// - `features` is NULL (an error, unless it only asks) or holds `cells * dimension` numbers; `descriptor` is NULL or has
//   room for `*count`; `count` is NULL (an error) or points to a number; `valid_cells` is NULL or points to a number.
LejepaGisStatus lejepa_gis_descriptor(const float *features,
                                      size_t cells,
                                      size_t dimension,
                                      float *descriptor,
                                      size_t *count,
                                      size_t *valid_cells);

// ---- PCA bases -------------------------------------------------------------------------------------------

// Fits one basis on `count` sets of features together: set `i` holds `cells[i]` cells of `dimension` numbers, invalid
// ones NaN. `model` is the one that made them, whose name and digest the basis keeps, or NULL for features of unknown
// origin. `options` is NULL or holds STRETCH. `*basis` is set to NULL first; free it with `lejepa_gis_basis_free`. Any
// thread. Memory: the covariance, `dimension` squared doubles. Errors: ARGUMENT, also if no cell is valid.
//
// Pointers:
// - `features` and `cells` are NULL (an error) or hold `count` entries, each set as long as said; `model` is NULL or
//   open; `options` is NULL or a NULL-terminated list of texts; `basis` is NULL (an error) or points to a pointer.
LejepaGisStatus lejepa_gis_basis_fit(const struct LejepaGisModel *model,
                                     const float *const *features,
                                     const size_t *cells,
                                     size_t count,
                                     size_t dimension,
                                     const char *const *options,
                                     struct LejepaGisBasis **basis);

// Loads a basis that `lejepa_gis_basis_save`, or the option BASIS of a job, wrote. Any thread. Errors: ARGUMENT (also
// for a file that is no basis), IO.
//
// Pointers:
// - `path` is NULL (an error) or NUL-terminated; `basis` is NULL (an error) or points to a pointer.
LejepaGisStatus lejepa_gis_basis_load(const char *path,
                                      struct LejepaGisBasis **basis);

// Makes a basis from the JSON text of one. Any thread. Errors: ARGUMENT.
//
// Pointers:
// - `json` is NULL (an error) or NUL-terminated; `basis` is NULL (an error) or points to a pointer.
LejepaGisStatus lejepa_gis_basis_from_json(const char *json, struct LejepaGisBasis **basis);

// Gives a basis as JSON: model, mean, components, explained shares of variance, colour ranges. Free it with
// `lejepa_gis_text_free`. Any thread. Errors: ARGUMENT.
//
// Pointers:
// - `basis` is NULL (an error) or open; `json` is NULL (an error) or points to a pointer.
LejepaGisStatus lejepa_gis_basis_to_json(const struct LejepaGisBasis *basis, char **json);

// Saves a basis as a JSON file, which appears whole or not at all and replaces one that exists. Any thread. Errors:
// ARGUMENT, IO.
//
// Pointers:
// - `basis` is NULL (an error) or open; `path` is NULL (an error) or NUL-terminated.
LejepaGisStatus lejepa_gis_basis_save(const struct LejepaGisBasis *basis,
                                      const char *path);

// Projects `cells` features of `dimension` numbers: `scores` becomes `[cells][components]`, NaN for invalid cells,
// where components is 3, or `dimension` if that is less. `*count` is the room in `scores`, in numbers, and becomes the
// number needed; with `scores` NULL it only asks. Any thread. Errors: ARGUMENT, also if the basis is for another
// dimension, or `model` (NULL: not checked) is another one than the basis was fitted for.
//
// Pointers:
// - `basis` is NULL (an error) or open; `model` is NULL or open; `features` is NULL (an error) or holds
//   `cells * dimension` numbers; `scores` is NULL or has room for `*count`; `count` is NULL (an error) or points to a
//   number.
LejepaGisStatus lejepa_gis_basis_project(const struct LejepaGisBasis *basis,
                                         const struct LejepaGisModel *model,
                                         const float *features,
                                         size_t cells,
                                         size_t dimension,
                                         float *scores,
                                         size_t *count);

// Colours the scores of `cells` cells, `[cells][components]` as `lejepa_gis_basis_project` gives them: `rgba` becomes
// `[cells][4]`, alpha 255 for valid cells and everything 0 for invalid ones. `*count` is the room in `rgba`, in bytes, and
// becomes the number needed; with `rgba` NULL it only asks. Any thread. Errors: ARGUMENT.
//
// Pointers:
// - `basis` is NULL (an error) or open; `scores` is NULL (an error, unless it only asks) or holds `cells * components`
//   numbers; `rgba` is NULL or has room for `*count` bytes; `count` is NULL (an error) or points to a number.
LejepaGisStatus lejepa_gis_basis_colours(const struct LejepaGisBasis *basis,
                                         const float *scores,
                                         size_t cells,
                                         uint8_t *rgba,
                                         size_t *count);

// Gives the sizes of a basis: `*dimension` numbers in a feature, `*components` numbers in a score, 1 to 3. Each may be
// NULL. Any thread. Errors: ARGUMENT.
//
// Pointers:
// - `basis` is NULL (an error) or open; the places are NULL or point to numbers.
LejepaGisStatus lejepa_gis_basis_sizes(const struct LejepaGisBasis *basis,
                                       size_t *dimension,
                                       size_t *components);

// Copies the share of the total variance, 0 to 1, that each component explains, largest first. `*count` is the room in
// `shares`, in numbers, and becomes the number of components; with `shares` NULL it only asks. Any thread. Errors: ARGUMENT.
//
// Pointers:
// - `basis` is NULL (an error) or open; `shares` is NULL or has room for `*count`; `count` is NULL (an error) or points to
//   a number.
LejepaGisStatus lejepa_gis_basis_explained_variance(const struct LejepaGisBasis *basis,
                                                    double *shares,
                                                    size_t *count);

// Frees a basis. NULL is accepted; the last error stays. Any thread, also one that ends, and at exit.
//
// Pointers:
// - `basis` is NULL or came from this library, and was not freed before.
void lejepa_gis_basis_free(struct LejepaGisBasis *basis);

// Begins a basis for features of `dimension` numbers, 1 to 65536. `*fit` is set to NULL first; free it with
// `lejepa_gis_basis_fit_free`. Any thread. Memory: `dimension` squared doubles, some of them. Errors: ARGUMENT,
// OUT_OF_MEMORY.
//
// Pointers:
// - `fit` is NULL (an error) or points to a pointer.
LejepaGisStatus lejepa_gis_basis_fit_begin(size_t dimension,
                                           struct LejepaGisBasisFit **fit);

// Adds `cells` features of the dimension that the basis was begun with; invalid ones (NaN) are left out. They are not kept. Any
// thread, one at a time. Errors: ARGUMENT.
//
// Pointers:
// - `fit` is NULL (an error) or in the making; `features` is NULL (an error) or holds `cells * dimension` numbers.
LejepaGisStatus lejepa_gis_basis_fit_add(struct LejepaGisBasisFit *fit,
                                         const float *features,
                                         size_t cells);

// Makes the basis of all that was added so far; more may be added afterwards, for another one. Its components are those that
// `lejepa_gis_basis_fit` finds. As the features are not kept, colours span what lies between the percentiles 2 and 98 of a
// normal distribution of each component's variance. `model` as for `lejepa_gis_basis_fit`. `*basis` is set to NULL first; free
// it with `lejepa_gis_basis_free`. Any thread, one at a time. Errors: ARGUMENT, also if no cell was valid; OUT_OF_MEMORY.
//
// Pointers:
// - `fit` is NULL (an error) or in the making; `model` is NULL or open; `basis` is NULL (an error) or points to a pointer.
LejepaGisStatus lejepa_gis_basis_fit_finish(const struct LejepaGisBasisFit *fit,
                                            const struct LejepaGisModel *model,
                                            struct LejepaGisBasis **basis);

// Frees a basis in the making; those that it made stay. NULL is accepted; the last error stays. Any thread, also one that
// ends, and at exit.
//
// Pointers:
// - `fit` is NULL or came from `lejepa_gis_basis_fit_begin`, and was not freed before.
void lejepa_gis_basis_fit_free(struct LejepaGisBasisFit *fit);

// ---- Features rasters in memory --------------------------------------------------------------------------

// Reads a features raster (of this software, or of others: any raster of 8 bands or more) into memory: one byte for each number
// of a cell, and 4 for each cell. `input` is its name. `options` is NULL or holds QUANTISATION, THREADS, SOURCES, GDAL.
// `context` lends its workers, bounds THREADS and can stop the call; it may be NULL. `progress` may be NULL. `*similar` is set
// to NULL first; free it with `lejepa_gis_similar_free`. Any thread. Errors: ARGUMENT, RASTER, IO, GDAL, OUT_OF_MEMORY,
// CANCELLED.
//
// Pointers:
// - `input` is NULL (an error) or NUL-terminated; `context` is NULL or open; `options` is NULL or a NULL-terminated list of
//   texts; `similar` is NULL (an error) or points to a pointer.
LejepaGisStatus lejepa_gis_similar_open(const char *input,
                                        const struct LejepaGisContext *context,
                                        const char *const *options,
                                        LejepaGisProgress progress,
                                        void *user_data,
                                        struct LejepaGisSimilar **similar);

// Gives the sizes of the raster: columns and rows of cells, and numbers in a feature. Each place may be NULL. Any thread.
// Errors: ARGUMENT.
//
// Pointers:
// - `similar` is NULL (an error) or open; the places are NULL or point to numbers.
LejepaGisStatus lejepa_gis_similar_sizes(const struct LejepaGisSimilar *similar,
                                         size_t *width,
                                         size_t *height,
                                         size_t *dimension);

// Scores all cells by how much they are like places: `scores` becomes `[height][width]`, -1 to 1, NaN where a cell is invalid,
// as the task "similar" gives it, but for what 8 bits round. `examples` holds `example_count` points as x, y in the reference
// system `crs` (NULL: the raster's own), `counter` holds `counter_count` points on what is not looked for (0: none, and then
// `counter` may be NULL). With `best` not 0, the best example counts instead of their mean. `*count` is the room in `scores`, in
// numbers, and becomes the number needed; with `scores` NULL it only asks. Any thread, many at once; its own workers take part.
// Errors: ARGUMENT, also if no example lies on a valid cell.
//
// Pointers:
// - `similar` is NULL (an error) or open; `examples` and `counter` hold twice as many numbers as said; `crs` is NULL or
//   NUL-terminated; `scores` is NULL or has room for `*count`; `count` is NULL (an error) or points to a number.
LejepaGisStatus lejepa_gis_similar_query(const struct LejepaGisSimilar *similar,
                                         const double *examples,
                                         size_t example_count,
                                         const double *counter,
                                         size_t counter_count,
                                         const char *crs,
                                         int best,
                                         float *scores,
                                         size_t *count);

// Frees a raster in memory. NULL is accepted; the last error stays. Any thread, also one that ends.
//
// Pointers:
// - `similar` is NULL or came from this library, and was not freed before; no query runs on it.
void lejepa_gis_similar_free(struct LejepaGisSimilar *similar);

// ---- Build, GDAL and self-test ---------------------------------------------------------------------------

// Gives what the library was built for and with, and the processor it runs on, as JSON: `version`, `abi`, `build`
// (target, tract's version), `processor` (instruction sets that count). Free it with `lejepa_gis_text_free`. Any
// thread. Errors: ARGUMENT.
//
// Pointers:
// - `json` is NULL (an error) or points to a pointer.
LejepaGisStatus lejepa_gis_build_info(char **json);

// Binds GDAL if that has not happened yet, and tells which one as JSON: `version`, `version_number`, `file`, `name`
// (as it was opened), `origin` ("named", "process" or "system") and `drivers` (their number). The first call that
// needs GDAL decides for the rest of the process: the libgdal that `named` (NULL or empty: not said), the option GDAL
// or the environment variable LEJEPA_GIS_GDAL names, else the copy that the process has loaded, else the system's.
// Free the text with `lejepa_gis_text_free`. Any thread.
//
// Errors: GDAL_MISSING if none can be bound; ARGUMENT if another one is bound already than `named`.
//
// Pointers:
// - `named` is NULL or NUL-terminated; `json` is NULL (an error) or points to a pointer.
LejepaGisStatus lejepa_gis_gdal_info(const char *named,
                                     char **json);

// Gives one text for a bug report: library, ABI, processor, the bound GDAL (`named` as for `lejepa_gis_gdal_info`),
// the default model with its digest, and a self-test of it on a built-in chip against stored numbers. `*healthy`
// (may be NULL) becomes 1 if the self-test passes, else 0; a missing GDAL is told and no fault. Free the text with
// `lejepa_gis_text_free`. Takes a second or two. Any thread. Errors: ARGUMENT.
//
// Pointers:
// - `named` is NULL or NUL-terminated; `text` is NULL (an error) or points to a pointer; `healthy` is NULL or points
//   to a number.
LejepaGisStatus lejepa_gis_doctor(const char *named,
                                  char **text,
                                  int32_t *healthy);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* LEJEPA_GIS_H */
