"""GraphCFC whose loss weights keep their first value, as in its release (ledger, B37)"""
from dataclasses import replace
from hotspot_erc.baselines.graphcfc import GraphCFC, ENTRY as LEARNED

class FixedSigmaGraphCFC(GraphCFC):
    "The same network; its uncertainties are not learned"
    def __init__(self, task, config):
        super().__init__(task, config)
        self.sigma.requires_grad_(False)

ENTRY = replace(LEARNED, build=FixedSigmaGraphCFC)
