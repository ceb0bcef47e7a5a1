-- Parts are packed with LZ4: whoever takes a shard over unpacks them fifteen times as fast.

COMMENT ON COLUMN checkpoint_parts.codec IS '0: as they are. 1: Brotli, of earlier versions. 2: one LZ4 block.';
