#!/usr/bin/env python3
"""Closed-form touches after the training: `finish.py IN.pt OUT.pt --smooth 1 --steady 3`.

Smoothing: one idle block becomes a narrow mean over neighbours, since what
changes is wider than a cell and noise is not.

Lengths: training makes features nearly equally long, which suits change by
cosine. Change by residual needs to know a flat cell (sea, field) from a full
one (town): their noise is not worth the same. Two constants before the final
norm bring that back without a change to any angle.

Pixels (`--carried 60 --share 0.4`): principal patches beside the learned
features (`carry.py`).
"""
import argparse
import pathlib

import carry
import closed_form
import data
import model as vit


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("source")
    p.add_argument("target")
    p.add_argument("--data", default=pathlib.Path(__file__).resolve().parents[2] / "shared/imagery/train")
    p.add_argument("--steady", type=float, default=3.0)
    p.add_argument("--smooth", type=float, default=1.0)
    p.add_argument("--carried", type=int, default=0, help="principal patches to carry beside the learned features")
    p.add_argument("--share", type=float, default=0.4, help="their share of the features' energy")
    args = p.parse_args()
    file, net = vit.open_checkpoint(args.source)
    stats = file["norm_stats"]
    left_out = file["config"].get("hold_out", "").split(",")
    places = data.load_places(args.data, left_out)
    sampler = data.Sampler(places, stats["mean"], stats["std"], light=0, occlusion=0)
    chips = sampler.batch(24 if args.carried else 16)["b"]
    if args.carried:
        patch = data.sample_patches(places, stats["mean"], stats["std"])
        net = carry.graft(net, chips, *closed_form.principal_patches(patch), patch.mean(0), args.carried)
        carry.smooth(net, chips, args.carried, args.smooth)
    elif args.smooth:
        closed_form.add_smoothing(net, chips, args.smooth)
    closed_form.set_steady(net, chips, args.steady)
    if args.carried:
        carry.balance(net, chips, args.carried, args.share)
    touches = {k: v for k, v in vars(args).items() if k not in ("source", "target", "data")}
    vit.export(net, args.target, {**file["config"], **touches}, stats["mean"], stats["std"], stats["bands"],
               file["training_summary"], idle=False)


if __name__ == "__main__":
    main()
