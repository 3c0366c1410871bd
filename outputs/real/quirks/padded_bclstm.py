"""bc-LSTM whose backward direction starts in the padding, as the releases of its line read it (ledger, B42)"""
from dataclasses import replace
from torch import nn
from hotspot_erc.baselines.bclstm import BcLSTM, ENTRY as BCLSTM

class PaddedLSTM(nn.LSTM):
    "Read the padded table to its end, whatever the lengths"
    def forward(self, x, packing): return packing.pack(super().forward(packing.pad(x))[0])

class PaddedBcLSTM(BcLSTM):
    "The same network, read over padding"
    def __init__(self, task, config):
        super().__init__(task, config)
        lstm = self.context.lstm
        self.context = PaddedLSTM(lstm.input_size, lstm.hidden_size, lstm.num_layers,
                                  bidirectional=True, batch_first=True, dropout=lstm.dropout)

ENTRY = replace(BCLSTM, build=PaddedBcLSTM)
