"""HAUCL whose two views are the same drawing, as released for MELD (ledger, B36)"""
from dataclasses import replace
from hotspot_erc.baselines.haucl import HAUCL, ENTRY as TWO

class OneViewHAUCL(HAUCL):
    "The same network; its contrastive loss compares the first drawing with itself"
    def losses(self, out, batch):
        if "views" in out.parts:
            first = out.parts["views"][:1].expand_as(out.parts["views"])
            out = replace(out, parts=out.parts | {"views": first})
        return super().losses(out, batch)

ENTRY = replace(TWO, build=OneViewHAUCL)
