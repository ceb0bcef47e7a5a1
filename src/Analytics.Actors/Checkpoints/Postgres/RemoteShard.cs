namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>What is stored of one shard, as of one instant.</summary>
/// <param name="Epoch">Epoch of its owner; 0 when nobody ever owned it.</param>
/// <param name="Manifests">Its manifests, oldest first.</param>
/// <param name="Parts">Rows of bytes that were asked for, by file and position.</param>
internal sealed record RemoteShard(long Epoch, IReadOnlyList<RemoteManifest> Manifests, IReadOnlyList<PartRow> Parts);
