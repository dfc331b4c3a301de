package dist

// These are the capability flags of the handshake that this node sets or requires.
const (
	flagExtendedReferences = 1 << 2
	flagDistMonitor        = 1 << 3
	flagFunTags            = 1 << 4
	flagDistMonitorName    = 1 << 5
	flagNewFunTags         = 1 << 7
	flagExtendedPidsPorts  = 1 << 8
	flagExportPtrTag       = 1 << 9
	flagBitBinaries        = 1 << 10
	flagNewFloats          = 1 << 11
	flagUnicodeIO          = 1 << 12
	flagPublished          = 1 << 0
	flagSmallAtomTags      = 1 << 14
	flagUTF8Atoms          = 1 << 16
	flagMapTag             = 1 << 17
	flagBigCreation        = 1 << 18
	flagSendSender         = 1 << 19
	flagExitPayload        = 1 << 22
	flagHandshake23        = 1 << 24
	flagUnlinkID           = 1 << 25
	flagMandatory25Digest  = 1 << 26
	flagSpawn              = 1 << 32
	flagV4NC               = 1 << 34
	flagAlias              = 1 << 35
	// flagLab is a flag of lab. A peer that sets it sends ticks at the same interval as lab. Erlang
	// nodes ignore unknown flags.
	flagLab = 1 << 60
)

// mandatory are the flags that a peer must set: those of OTP 25.
const mandatory = flagExtendedReferences | flagFunTags | flagNewFunTags | flagExtendedPidsPorts |
	flagExportPtrTag | flagBitBinaries | flagNewFloats | flagUTF8Atoms | flagMapTag |
	flagBigCreation | flagHandshake23

// capabilities are the flags of this node. It does not support the atom cache and fragmentation,
// so each frame can be decoded on its own.
const capabilities = mandatory | flagDistMonitor | flagDistMonitorName | flagUnicodeIO |
	flagSmallAtomTags | flagSendSender | flagExitPayload | flagUnlinkID |
	flagMandatory25Digest | flagSpawn | flagV4NC | flagAlias | flagLab
