"""What can be measured without a label: collapse, retrieval across dates, and transplanted ground.

None of it looks at a mask. `retrieval` and `transplants` serve to compare
objectives and to choose a checkpoint; they need a place on two dates.
"""
import numpy as np
import torch
from sklearn.metrics import average_precision_score, roc_auc_score

from data import smooth
from model import PATCH


def encode(model, pixels, mean, std, batch=16):
    """Features [rows, columns, D] of a raster: chips overlap by half, blended with a triangle taper."""
    size, p = model.img_size, PATCH
    height, width = (max(-(-n // p) * p, size) for n in pixels.shape[1:])
    x = np.pad(pixels.astype(np.float32), ((0, 0), (0, height - pixels.shape[1]), (0, width - pixels.shape[2])),
               mode="symmetric")
    x = (torch.from_numpy(x) - torch.as_tensor(mean, dtype=torch.float32).view(5, 1, 1)) \
        / torch.as_tensor(std, dtype=torch.float32).clamp(min=1).view(5, 1, 1)
    side = size // p
    ramp = torch.minimum(torch.arange(side) + 1, side - torch.arange(side)).float()
    taper = (ramp[:, None] * ramp)[..., None]
    total = torch.zeros(height // p, width // p, model.dim)
    weight = torch.zeros(height // p, width // p, 1)
    starts = [sorted({*range(0, n - size + 1, size // 2), n - size}) for n in (height, width)]
    corners = [(r, c) for r in starts[0] for c in starts[1]]
    device = next(model.parameters()).device
    for i in range(0, len(corners), batch):
        part = corners[i:i + batch]
        chips = torch.stack([x[:, r:r + size, c:c + size] for r, c in part]).to(device)
        with torch.no_grad(), torch.autocast(device.type, torch.bfloat16):
            found = model(chips).float().cpu().view(-1, side, side, model.dim)
        for (r, c), f in zip(part, found):
            r, c = r // p, c // p
            total[r:r + side, c:c + side] += f * taper
            weight[r:r + side, c:c + side] += taper
    return (total / weight).numpy()


def cosine(f, g):
    return 1 - (f * g).sum(1) / np.maximum(np.linalg.norm(f, axis=1) * np.linalg.norm(g, axis=1), 1e-12)


def predicted(f, g, alpha=1e-2):
    """g as a ridge regression on f sees it; both centred."""
    f, g = f - f.mean(0), g - g.mean(0)
    c = f.T @ f
    c[np.diag_indices_from(c)] += alpha * np.trace(c) / len(c)
    return f @ np.linalg.solve(c, f.T @ g), g


def residual(f, g):
    """Length of what one date does not tell of the other, the shorter of both directions."""
    both = []
    for x, y in ((f, g), (g, f)):
        guess, true = predicted(x, y)
        r = np.linalg.norm(true - guess, axis=1)
        both.append(r / np.median(r))
    return np.minimum(*both)


def retrieval(f, g, count=2000, seed=0):
    """Does a cell find itself at the other date among the cells of its scene?

    Share of cells whose own partner is the nearest, by cosine on the features
    as they are, and by distance after the ridge regression."""
    pick = np.random.default_rng(seed).permutation(len(f))[:count]
    unit = lambda z: z / np.maximum(np.linalg.norm(z, axis=1, keepdims=True), 1e-12)
    near = (unit(f[pick]) @ unit(g[pick]).T).argmax(1)
    guess, true = (z[pick] for z in predicted(f, g))
    far = (guess**2).sum(1)[:, None] - 2 * guess @ true.T + (true**2).sum(1)
    own = np.arange(len(pick))
    return float((near == own).mean()), float((far.argmin(1) == own).mean())


def transplant(after, seed=0, share=0.05, far=0.5, rough=0.7, soft=False):
    """`after` with blocks of ground moved in from elsewhere in the same raster, and a mask of them.

    The moved ground has the light, air and season of its new neighbours, so
    only what stands on it differs. With `soft` only its colours are moved, and
    the old grain stays. It is rough ground (more so than the share
    `rough` of all blocks), as what is built is, and of another colour than
    the ground it covers (farther than half of all moves). Without these rules
    most moves put a field in a field's place, and fine grain alone decides.
    Blocks are 2 to 6 cells long, off the grid."""
    rng, out = np.random.default_rng(seed), after.copy()
    height, width = after.shape[1:]
    z = after.astype(np.float64)
    z = np.clip((z - z.mean((1, 2), keepdims=True)) / z.std((1, 2), keepdims=True), -4, 4)
    mask, seen = np.zeros((height, width), bool), []
    while mask.mean() < share:
        h, w = 4 * rng.integers(PATCH // 2, 3 * PATCH // 2, 2)
        r, c = rng.integers(0, height - h), rng.integers(0, width - w)
        r2, c2 = rng.integers(0, height - h), rng.integers(0, width - w)
        old, new = z[:, r:r + h, c:c + w], z[:, r2:r2 + h, c2:c2 + w]
        seen.append((np.linalg.norm(old.mean((1, 2)) - new.mean((1, 2))), np.abs(np.diff(new, axis=2)).mean()))
        distance, grain = seen[-1]
        if len(seen) < 100 or mask[r:r + h, c:c + w].any():
            continue
        if distance < np.quantile([s[0] for s in seen], far) or grain < np.quantile([s[1] for s in seen], rough):
            continue
        there, new = after[:, r:r + h, c:c + w], after[:, r2:r2 + h, c2:c2 + w]
        out[:, r:r + h, c:c + w] = there + smooth(new - there) if soft else new
        mask[r:r + h, c:c + w] = True
    return out, mask


def cells_of(mask):
    """Share of a cell's pixels in `mask`, whole cells only."""
    h, w = mask.shape[0] // PATCH, mask.shape[1] // PATCH
    return mask[:h * PATCH, :w * PATCH].reshape(h, PATCH, w, PATCH).mean((1, 3))


def change_scores(f, g, mask):
    """AUC and average precision of cosine and of residual, by the labelled protocol's rules."""
    share = cells_of(mask)
    h, w = share.shape
    keep = (share == 0) | (share >= 0.25)
    x, y, truth = f[:h, :w][keep].astype(np.float64), g[:h, :w][keep].astype(np.float64), (share >= 0.25)[keep]
    out = {}
    for name, score in (("cosine", cosine(x, y)), ("residual", residual(x, y))):
        out[name] = (float(roc_auc_score(truth, score)), float(average_precision_score(truth, score)))
    return out


def effective_rank(z):
    """exp of the entropy of the covariance's spectrum: how many directions are in use."""
    s = np.linalg.eigvalsh(np.cov(z.T)).clip(1e-12)
    s = s / s.sum()
    return float(np.exp(-(s * np.log(s)).sum()))


def cluster_spread(z, clusters=16, rounds=8, seed=0):
    """Entropy of the sizes of k-means clusters over its maximum: 1 = evenly used, 0 = one lump."""
    rng = np.random.default_rng(seed)
    z = z[rng.permutation(len(z))[:4000]]
    centre = z[:clusters].copy()
    for _ in range(rounds):
        label = ((centre**2).sum(1) - 2 * z @ centre.T).argmin(1)
        for k in range(clusters):
            if (label == k).any():
                centre[k] = z[label == k].mean(0)
    share = np.bincount(label, minlength=clusters) / len(z)
    share = share[share > 0]
    return float(-(share * np.log(share)).sum() / np.log(clusters))


def linear_detail(z, patch, alpha=1e-3):
    """R² of the patches' pixels from the features by a linear map, on the half not fitted."""
    order = np.random.default_rng(0).permutation(len(z))
    a, b = order[::2], order[1::2]
    m, t = z[a].mean(0), patch[a].mean(0)
    x = z[a] - m
    c = x.T @ x
    c[np.diag_indices_from(c)] += alpha * np.trace(c) / len(c)
    w = np.linalg.solve(c, x.T @ (patch[a] - t))
    left = patch[b] - t - (z[b] - m) @ w
    return float(1 - (left**2).sum() / ((patch[b] - patch[b].mean(0)) ** 2).sum())


def report(encoder, places):
    """Means over places of everything above; `encoder` maps pixels to [rows, columns, D].

    `moved_…` are about transplanted ground: they are no results on labelled change."""
    rows = []
    for place in places:
        a, b = place.dates[0], place.dates[-1]
        f, g = encoder(a), encoder(b)
        row = {}
        for kind, options in (("rough", {}), ("soft", {"rough": 0.0, "soft": True})):
            moved, mask = transplant(b, **options)
            scores = change_scores(f, encoder(moved), mask)
            for method, (auc, ap) in scores.items():
                row |= {f"moved_{kind}_{method}_auc": auc, f"moved_{kind}_{method}_ap": ap}
        row["criterion"] = np.mean(list(row.values()))
        h, w = place.shape[0] // PATCH, place.shape[1] // PATCH
        x, y = (z[:h, :w].reshape(h * w, -1).astype(np.float64) for z in (f, g))
        row["self_cosine"], row["self_ridge"] = retrieval(x, y)
        pixels = a[:, :h * PATCH, :w * PATCH].reshape(5, h, PATCH, w, PATCH).transpose(1, 3, 0, 2, 4)
        rows.append(row | {"rank": effective_rank(x), "spread": cluster_spread(x),
                           "detail": linear_detail(x, pixels.reshape(h * w, -1))})
    return {k: float(np.mean([r[k] for r in rows])) for k in rows[0]}
