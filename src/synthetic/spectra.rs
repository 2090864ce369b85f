//! What surfaces reflect: reflectance × 10000 in red, green, blue, nir and swir16.
//!
//! Round numbers of the size that Sentinel-2 L2A shows over temperate Europe, in early summer and
//! in early autumn.

use super::noise::lerp;

/// A surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Cover {
    Broadleaf,
    Conifer,
    Scrub,
    Meadow,
    Cereal,
    Rape,
    Maize,
    Beet,
    Fallow,
    Orchard,
    Reservoir,
    River,
    Pond,
    Shore,
    Asphalt,
    Gravel,
    TileRoof,
    GreyRoof,
    DarkRoof,
    BrightRoof,
    Garden,
    Earthworks,
    Concrete,
    Quarry,
    Burn,
}

/// How a surface looks through the year.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// In June and in September.
    june: [f32; 5],
    september: [f32; 5],
    /// How strongly a tone of ±1 changes each band, as a share.
    contrast: [f32; 5],
    /// How far the slope's light counts: 0 for water, 1 for open land.
    relief: f32,
}

/// Contrast of canopies: light and shade between crowns, strongest where leaves are bright.
const CANOPY: [f32; 5] = [0.16, 0.17, 0.12, 0.22, 0.20];
/// Contrast of soils and stone: all bands alike.
const SOIL: [f32; 5] = [0.20, 0.18, 0.17, 0.15, 0.16];
/// Contrast of roofs, which differ widely.
const ROOF: [f32; 5] = [0.22, 0.21, 0.21, 0.18, 0.18];
/// Contrast of water: mostly in the visible bands.
const WATER: [f32; 5] = [0.14, 0.12, 0.10, 0.10, 0.08];

impl Cover {
    /// The look of this surface.
    #[rustfmt::skip]
    pub(super) fn look(self) -> Look {
        let (june, september, contrast, relief) = match self {
            Self::Broadleaf  => ([ 330.,  560.,  300., 3650., 1650.], [ 400.,  560.,  330., 2950., 1560.], CANOPY, 1.0),
            Self::Conifer    => ([ 300.,  430.,  265., 2300., 1020.], [ 290.,  400.,  260., 2050.,  960.], CANOPY, 1.0),
            Self::Scrub      => ([ 640.,  740.,  460., 2450., 2050.], [ 840.,  820.,  540., 2150., 2400.], CANOPY, 1.0),
            Self::Meadow     => ([ 480.,  820.,  410., 3700., 2000.], [ 760.,  880.,  520., 2850., 2350.], SOIL, 0.9),
            Self::Cereal     => ([ 620.,  850.,  470., 3250., 1850.], [1580., 1340., 1010., 2400., 3050.], SOIL, 0.9),
            Self::Rape       => ([ 760., 1180.,  520., 3700., 1850.], [1280., 1080.,  820., 1900., 2650.], SOIL, 0.9),
            Self::Maize      => ([1320., 1120.,  850., 2050., 2700.], [ 430.,  660.,  350., 3500., 1700.], SOIL, 0.9),
            Self::Beet       => ([ 980., 1000.,  690., 2550., 2350.], [ 380.,  760.,  330., 4200., 1700.], SOIL, 0.9),
            Self::Fallow     => ([1150.,  930.,  690., 1750., 2500.], [ 900.,  900.,  600., 2150., 2350.], SOIL, 0.9),
            Self::Orchard    => ([ 860.,  900.,  610., 2500., 2250.], [ 960.,  930.,  660., 2350., 2450.], SOIL, 0.9),
            Self::Reservoir  => ([ 300.,  560.,  470.,  190.,   95.], [ 420.,  680.,  560.,  210.,  100.], WATER, 0.0),
            Self::River      => ([ 470.,  640.,  440.,  340.,  190.], [ 440.,  590.,  420.,  320.,  180.], WATER, 0.0),
            Self::Pond       => ([ 330.,  500.,  390.,  210.,  105.], [ 360.,  540.,  400.,  220.,  110.], WATER, 0.0),
            Self::Shore      => ([1820., 1640., 1290., 2350., 2650.], [1820., 1640., 1290., 2350., 2650.], SOIL, 0.5),
            Self::Asphalt    => ([ 980.,  970.,  900., 1380., 1500.], [ 990.,  980.,  910., 1380., 1520.], SOIL, 0.5),
            Self::Gravel     => ([1480., 1330., 1080., 2150., 2450.], [1520., 1360., 1100., 2150., 2500.], SOIL, 0.7),
            Self::TileRoof   => ([1500., 1080.,  850., 2050., 2150.], [1500., 1080.,  850., 2000., 2150.], ROOF, 0.3),
            Self::GreyRoof   => ([1250., 1210., 1150., 1700., 1800.], [1250., 1210., 1150., 1680., 1800.], ROOF, 0.3),
            Self::DarkRoof   => ([ 700.,  690.,  650., 1100., 1250.], [ 700.,  690.,  650., 1080., 1250.], ROOF, 0.3),
            Self::BrightRoof => ([3500., 3420., 3300., 3800., 3250.], [3500., 3420., 3300., 3800., 3250.], ROOF, 0.3),
            Self::Garden     => ([ 640.,  800.,  510., 2700., 1900.], [ 760.,  840.,  560., 2400., 2050.], CANOPY, 0.5),
            Self::Earthworks => ([2050., 1740., 1350., 2700., 3300.], [2050., 1740., 1350., 2700., 3300.], SOIL, 0.6),
            Self::Concrete   => ([2500., 2420., 2250., 2850., 2650.], [2500., 2420., 2250., 2850., 2650.], SOIL, 0.3),
            Self::Quarry     => ([2750., 2480., 2050., 3350., 3700.], [2750., 2480., 2050., 3350., 3700.], SOIL, 0.8),
            Self::Burn       => ([ 540.,  480.,  390.,  900., 2250.], [ 540.,  480.,  390.,  900., 2250.], SOIL, 1.0),
        };
        Look { june, september, contrast, relief }
    }

    /// Whether this is open water.
    pub(super) fn is_water(self) -> bool {
        matches!(self, Self::Reservoir | Self::River | Self::Pond)
    }
}

impl Look {
    /// Reflectance × 10000 of a pixel.
    ///
    /// `autumn`: 0 = June, 1 = September. `tone`: brightness, about -1..1. `vigour`: about -1..1,
    /// green and dense against dry and thin. `light`: light on the slope against flat land.
    pub(super) fn reflect(&self, autumn: f32, tone: f32, vigour: f32, light: f32) -> [f32; 5] {
        // Dry plants lose near infrared and gain red and short-wave infrared.
        const VIGOUR: [f32; 5] = [-0.13, -0.04, -0.08, 0.08, -0.09];
        let light = lerp(1.0, light, self.relief);
        std::array::from_fn(|band| {
            let mean = lerp(self.june[band], self.september[band], autumn);
            let factor = 1.0 + self.contrast[band] * tone;
            mean * factor.max(0.2) * (1.0 + VIGOUR[band] * vigour) * light
        })
    }
}
