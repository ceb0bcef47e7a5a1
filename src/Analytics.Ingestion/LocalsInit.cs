// Buffers on the stack are written before they are read everywhere in this assembly; clearing them first would cost more than decoding does.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
