//! The table of GDAL functions that this library calls, filled at run time.
//!
//! gdal-sys gives the types only. To use one more function: add its line here, with the signature of GDAL 3.6's
//! headers.

use std::ffi::{c_char, c_int, c_long, c_uint, c_void};

use gdal_sys::{
    CPLErr, CPLErrorHandler, CSLConstList, GDALColorEntry, GDALDataType, GDALDatasetH, GDALDriverH, GDALMajorObjectH,
    GDALProgressFunc, GDALRWFlag, GDALRasterBandH, GDALRasterIOExtraArg, GDALTranslateOptions, GDALWarpAppOptions,
    OGRCoordinateTransformationH, OGRErr, OGRFeatureDefnH, OGRFeatureH, OGRFieldDefnH, OGRFieldType, OGRGeometryH,
    OGRLayerH, OGRSpatialReferenceH, OGRwkbGeometryType,
};

macro_rules! symbols {
    ($($name:ident($($arg:ty),*) $(-> $ret:ty)?;)*) => {
        /// Function pointers into one libgdal.
        #[allow(non_snake_case, missing_docs)] // named as in GDAL's headers
        pub struct Symbols { $(pub $name: unsafe extern "C" fn($($arg),*) $(-> $ret)?,)* }

        impl Symbols {
            /// Looks every function up.
            ///
            /// # Safety
            /// - `library` is a libgdal whose functions have the signatures above, and is never unloaded.
            pub unsafe fn load(library: &libloading::Library) -> Result<Self, libloading::Error> {
                // SAFETY: the caller vouches for the signatures; the pointers live as long as the library.
                unsafe { Ok(Symbols { $($name: *library.get(concat!(stringify!($name), "\0").as_bytes())?,)* }) }
            }
        }
    };
}

symbols! {
    CPLDefaultErrorHandler(CPLErr::Type, c_int, *const c_char);
    CPLErrorReset();
    CPLErrorSetState(CPLErr::Type, c_int, *const c_char);
    CPLGetConfigOption(*const c_char, *const c_char) -> *const c_char;
    CPLGetLastErrorMsg() -> *const c_char;
    CPLGetLastErrorNo() -> c_int;
    CPLGetLastErrorType() -> CPLErr::Type;
    CPLGetThreadLocalConfigOption(*const c_char, *const c_char) -> *const c_char;
    CPLPopErrorHandler();
    CPLPushErrorHandlerEx(CPLErrorHandler, *mut c_void);
    CPLQuietErrorHandler(CPLErr::Type, c_int, *const c_char);
    CPLSetErrorHandler(CPLErrorHandler) -> CPLErrorHandler;
    CPLSetThreadLocalConfigOption(*const c_char, *const c_char);
    CSLDestroy(*mut *mut c_char);
    GDALAllRegister();
    GDALClose(GDALDatasetH);
    GDALCreate(GDALDriverH, *const c_char, c_int, c_int, c_int, GDALDataType::Type, CSLConstList) -> GDALDatasetH;
    GDALCreateCopy(GDALDriverH, *const c_char, GDALDatasetH, c_int, CSLConstList, GDALProgressFunc, *mut c_void) -> GDALDatasetH;
    GDALCreateColorTable(c_int) -> *mut c_void;
    GDALCreateDatasetMaskBand(GDALDatasetH, c_int) -> CPLErr::Type;
    GDALDataTypeUnion(GDALDataType::Type, GDALDataType::Type) -> GDALDataType::Type;
    GDALDatasetCommitTransaction(GDALDatasetH) -> OGRErr::Type;
    GDALDatasetCreateLayer(GDALDatasetH, *const c_char, OGRSpatialReferenceH, OGRwkbGeometryType::Type, CSLConstList) -> OGRLayerH;
    GDALDatasetGetLayer(GDALDatasetH, c_int) -> OGRLayerH;
    GDALDatasetRasterIOEx(GDALDatasetH, GDALRWFlag::Type, c_int, c_int, c_int, c_int, *mut c_void, c_int, c_int, GDALDataType::Type, c_int, *mut c_int, i64, i64, i64, *mut GDALRasterIOExtraArg) -> CPLErr::Type;
    GDALDatasetStartTransaction(GDALDatasetH, c_int) -> OGRErr::Type;
    GDALFlushCache(GDALDatasetH);
    GDALCreateRasterAttributeTable() -> *mut c_void;
    GDALDatasetGetLayerCount(GDALDatasetH) -> c_int;
    GDALDestroyColorTable(*mut c_void);
    GDALDestroyRasterAttributeTable(*mut c_void);
    GDALFlushRasterCache(GDALRasterBandH) -> CPLErr::Type;
    GDALGetBlockSize(GDALRasterBandH, *mut c_int, *mut c_int);
    GDALGetColorInterpretationName(c_uint) -> *const c_char;
    GDALGetDataTypeName(GDALDataType::Type) -> *const c_char;
    GDALGetDatasetDriver(GDALDatasetH) -> GDALDriverH;
    GDALGetDescription(GDALMajorObjectH) -> *const c_char;
    GDALGetDriverByName(*const c_char) -> GDALDriverH;
    GDALGetDriverCount() -> c_int;
    GDALGetDriverShortName(GDALDriverH) -> *const c_char;
    GDALGetFileList(GDALDatasetH) -> *mut *mut c_char;
    GDALGetGCPCount(GDALDatasetH) -> c_int;
    GDALGetGeoTransform(GDALDatasetH, *mut f64) -> CPLErr::Type;
    GDALGetMaskBand(GDALRasterBandH) -> GDALRasterBandH;
    GDALGetMaskFlags(GDALRasterBandH) -> c_int;
    GDALGetMetadata(GDALMajorObjectH, *const c_char) -> *mut *mut c_char;
    GDALGetMetadataDomainList(GDALMajorObjectH) -> *mut *mut c_char;
    GDALGetMetadataItem(GDALMajorObjectH, *const c_char, *const c_char) -> *const c_char;
    GDALGetOverview(GDALRasterBandH, c_int) -> GDALRasterBandH;
    GDALGetOverviewCount(GDALRasterBandH) -> c_int;
    GDALGetProjectionRef(GDALDatasetH) -> *const c_char;
    GDALGetRasterBand(GDALDatasetH, c_int) -> GDALRasterBandH;
    GDALGetRasterBandXSize(GDALRasterBandH) -> c_int;
    GDALGetRasterBandYSize(GDALRasterBandH) -> c_int;
    GDALGetRasterColorInterpretation(GDALRasterBandH) -> c_uint;
    GDALGetRasterCount(GDALDatasetH) -> c_int;
    GDALGetRasterDataType(GDALRasterBandH) -> GDALDataType::Type;
    GDALGetRasterNoDataValue(GDALRasterBandH, *mut c_int) -> f64;
    GDALGetRasterOffset(GDALRasterBandH, *mut c_int) -> f64;
    GDALGetRasterScale(GDALRasterBandH, *mut c_int) -> f64;
    GDALGetRasterXSize(GDALDatasetH) -> c_int;
    GDALGetRasterYSize(GDALDatasetH) -> c_int;
    GDALOpenEx(*const c_char, c_uint, *const *const c_char, *const *const c_char, *const *const c_char) -> GDALDatasetH;
    GDALRATCreateColumn(*mut c_void, *const c_char, c_uint, c_uint) -> CPLErr::Type;
    GDALRATSetRowCount(*mut c_void, c_int);
    GDALRATSetValueAsDouble(*mut c_void, c_int, c_int, f64);
    GDALRATSetValueAsInt(*mut c_void, c_int, c_int, c_int);
    GDALRATSetValueAsString(*mut c_void, c_int, c_int, *const c_char);
    GDALRasterIOEx(GDALRasterBandH, GDALRWFlag::Type, c_int, c_int, c_int, c_int, *mut c_void, c_int, c_int, GDALDataType::Type, i64, i64, *mut GDALRasterIOExtraArg) -> CPLErr::Type;
    GDALGetCacheMax64() -> i64;
    GDALSetCacheMax64(i64);
    GDALSetColorEntry(*mut c_void, c_int, *const GDALColorEntry);
    GDALSetDefaultRAT(GDALRasterBandH, *mut c_void) -> CPLErr::Type;
    GDALSetDescription(GDALMajorObjectH, *const c_char);
    GDALSetGeoTransform(GDALDatasetH, *mut f64) -> CPLErr::Type;
    GDALSetMetadata(GDALMajorObjectH, CSLConstList, *const c_char) -> CPLErr::Type;
    GDALSetProjection(GDALDatasetH, *const c_char) -> CPLErr::Type;
    GDALSetRasterCategoryNames(GDALRasterBandH, CSLConstList) -> CPLErr::Type;
    GDALSetRasterColorInterpretation(GDALRasterBandH, c_uint) -> CPLErr::Type;
    GDALSetRasterColorTable(GDALRasterBandH, *mut c_void) -> CPLErr::Type;
    GDALSetRasterNoDataValue(GDALRasterBandH, f64) -> CPLErr::Type;
    GDALSetRasterOffset(GDALRasterBandH, f64) -> CPLErr::Type;
    GDALSetRasterScale(GDALRasterBandH, f64) -> CPLErr::Type;
    GDALTranslate(*const c_char, GDALDatasetH, *const GDALTranslateOptions, *mut c_int) -> GDALDatasetH;
    GDALTranslateOptionsFree(*mut GDALTranslateOptions);
    GDALTranslateOptionsNew(*mut *mut c_char, *mut c_void) -> *mut GDALTranslateOptions;
    GDALValidateCreationOptions(GDALDriverH, CSLConstList) -> c_int;
    GDALVersionInfo(*const c_char) -> *const c_char;
    GDALWarp(*const c_char, GDALDatasetH, c_int, *mut GDALDatasetH, *const GDALWarpAppOptions, *mut c_int) -> GDALDatasetH;
    GDALWarpAppOptionsFree(*mut GDALWarpAppOptions);
    GDALWarpAppOptionsNew(*mut *mut c_char, *mut c_void) -> *mut GDALWarpAppOptions;
    OCTDestroyCoordinateTransformation(OGRCoordinateTransformationH);
    OCTNewCoordinateTransformation(OGRSpatialReferenceH, OGRSpatialReferenceH) -> OGRCoordinateTransformationH;
    OCTTransformEx(OGRCoordinateTransformationH, c_int, *mut f64, *mut f64, *mut f64, *mut c_int) -> c_int;
    OGR_F_Create(OGRFeatureDefnH) -> OGRFeatureH;
    OGR_F_Destroy(OGRFeatureH);
    OGR_F_SetFieldDouble(OGRFeatureH, c_int, f64);
    OGR_F_SetFieldInteger64(OGRFeatureH, c_int, i64);
    OGR_F_SetFieldNull(OGRFeatureH, c_int);
    OGR_F_SetFieldString(OGRFeatureH, c_int, *const c_char);
    OGR_F_SetGeometryDirectly(OGRFeatureH, OGRGeometryH) -> OGRErr::Type;
    OGR_Fld_Create(*const c_char, OGRFieldType::Type) -> OGRFieldDefnH;
    OGR_Fld_Destroy(OGRFieldDefnH);
    OGR_G_CreateFromWkb(*const c_void, OGRSpatialReferenceH, *mut OGRGeometryH, c_int) -> OGRErr::Type;
    OGR_L_CreateFeature(OGRLayerH, OGRFeatureH) -> OGRErr::Type;
    OGR_L_CreateField(OGRLayerH, OGRFieldDefnH, c_int) -> OGRErr::Type;
    OGR_L_GetFeatureCount(OGRLayerH, c_int) -> i64;
    OGR_L_GetLayerDefn(OGRLayerH) -> OGRFeatureDefnH;
    OGR_FD_GetFieldCount(*mut c_void) -> c_int;
    OGR_FD_GetFieldDefn(*mut c_void, c_int) -> *mut c_void;
    OGR_FD_GetFieldIndex(*mut c_void, *const c_char) -> c_int;
    OGR_F_GetFieldAsString(*mut c_void, c_int) -> *const c_char;
    OGR_F_GetGeometryRef(*mut c_void) -> *mut c_void;
    OGR_F_IsFieldSetAndNotNull(*mut c_void, c_int) -> c_int;
    OGR_Fld_GetNameRef(*mut c_void) -> *const c_char;
    OGR_GT_Flatten(c_uint) -> c_uint;
    OGR_G_DestroyGeometry(*mut c_void);
    OGR_G_GetGeometryCount(*mut c_void) -> c_int;
    OGR_G_GetGeometryRef(*mut c_void, c_int) -> *mut c_void;
    OGR_G_GetGeometryType(*mut c_void) -> c_uint;
    OGR_G_GetLinearGeometry(*mut c_void, f64, *mut *mut c_char) -> *mut c_void;
    OGR_G_GetPointCount(*mut c_void) -> c_int;
    OGR_G_GetX(*mut c_void, c_int) -> f64;
    OGR_G_GetY(*mut c_void, c_int) -> f64;
    OGR_G_HasCurveGeometry(*mut c_void, c_int) -> c_int;
    OGR_G_IsEmpty(*mut c_void) -> c_int;
    OGR_L_GetNextFeature(*mut c_void) -> *mut c_void;
    OGR_L_GetSpatialRef(*mut c_void) -> OGRSpatialReferenceH;
    OSRDestroySpatialReference(OGRSpatialReferenceH);
    OSRExportToWkt(OGRSpatialReferenceH, *mut *mut c_char) -> c_int;
    OSRIsSame(OGRSpatialReferenceH, OGRSpatialReferenceH) -> c_int;
    OSRNewSpatialReference(*const c_char) -> OGRSpatialReferenceH;
    OSRSetAxisMappingStrategy(OGRSpatialReferenceH, c_uint);
    OSRSetFromUserInput(OGRSpatialReferenceH, *const c_char) -> c_int;
    VSIFCloseL(*mut c_void) -> c_int;
    VSIFOpenL(*const c_char, *const c_char) -> *mut c_void;
    VSIFReadL(*mut c_void, usize, usize, *mut c_void) -> usize;
    VSIFWriteL(*const c_void, usize, usize, *mut c_void) -> usize;
    VSIFree(*mut c_void);
    VSIGetDiskFreeSpace(*const c_char) -> i64;
    VSIIngestFile(*mut c_void, *const c_char, *mut *mut u8, *mut u64, i64) -> c_int;
    VSIMkdir(*const c_char, c_long) -> c_int;
    VSIReadDir(*const c_char) -> *mut *mut c_char;
    VSIRename(*const c_char, *const c_char) -> c_int;
    VSIRmdirRecursive(*const c_char) -> c_int;
    VSIStatExL(*const c_char, *mut c_void, c_int) -> c_int;
    VSIUnlink(*const c_char) -> c_int;
}
