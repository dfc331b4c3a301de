package etf

// version is the first byte of every external term.
const version = 131

// These are the tags, named as in the ERTS User's Guide.
const (
	newFloatExt       = 70
	bitBinaryExt      = 77
	compressed        = 80
	newPidExt         = 88
	newPortExt        = 89
	newerReferenceExt = 90
	smallIntegerExt   = 97
	integerExt        = 98
	floatExt          = 99
	atomExt           = 100
	referenceExt      = 101
	portExt           = 102
	pidExt            = 103
	smallTupleExt     = 104
	largeTupleExt     = 105
	nilExt            = 106
	stringExt         = 107
	listExt           = 108
	binaryExt         = 109
	smallBigExt       = 110
	largeBigExt       = 111
	newFunExt         = 112
	exportExt         = 113
	newReferenceExt   = 114
	smallAtomExt      = 115
	mapExt            = 116
	atomUtf8Ext       = 118
	smallAtomUtf8Ext  = 119
	v4PortExt         = 120
)
