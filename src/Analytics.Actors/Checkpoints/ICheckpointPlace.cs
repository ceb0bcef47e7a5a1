using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Checkpoints;

/// <summary>
/// Where the files of one shard's checkpoints become durable: the disk that they are on, or a database that takes their bytes. There is one format of checkpoints, and
/// this is the only thing in which their stores differ.
/// </summary>
internal interface ICheckpointPlace
{
    /// <summary>The epoch of the owner.</summary>
    long Epoch { get; }

    /// <summary>True when files must be on the disk before <see cref="Commit"/> and <see cref="Add"/>.</summary>
    bool NeedsDisk { get; }

    /// <summary>Refuses when it is known that somebody else owns the shard.</summary>
    /// <exception cref="StaleEpochException">Somebody does.</exception>
    void Check();

    /// <summary>Makes the folder hold what is durable, and nothing that is not.</summary>
    /// <exception cref="StaleEpochException">Somebody else owns the shard.</exception>
    void Fetch();

    /// <summary>Gets a damaged outbox file again; false when there is no other copy.</summary>
    bool TryRestore(PartFile file);

    /// <summary>Makes whole state files durable that no manifest names yet.</summary>
    void Add(IReadOnlyList<StateFileEntry> files);

    /// <summary>Makes a checkpoint durable, with all that its manifest names and is not durable yet, or nothing of it. What is not kept may go.</summary>
    /// <exception cref="StaleEpochException">Somebody else owns the shard; nothing was written.</exception>
    void Commit(Manifest manifest, KeptFiles kept);
}
