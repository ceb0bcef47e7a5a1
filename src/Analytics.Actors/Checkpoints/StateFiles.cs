namespace Analytics.Actors.Checkpoints;

/// <summary>The open state files of a shard by number. Any thread.</summary>
internal sealed class StateFiles(string folder) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, StateFile> _open = [];
    private long _lastId;

    /// <summary>Numbers of new files are above this.</summary>
    public void ReserveUpTo(long id)
    {
        lock (_gate) _lastId = Math.Max(_lastId, id);
    }

    /// <summary>Starts a new file.</summary>
    public StateFile Create()
    {
        lock (_gate)
        {
            var file = StateFile.Create(folder, ++_lastId);
            _open.Add(file.Id, file);
            return file;
        }
    }

    /// <summary>The file of that number.</summary>
    public StateFile Get(long id)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(id, out var file)) return file;
            return _open[id] = StateFile.Open(folder, id);
        }
    }

    /// <summary>Deletes every file that is not among these.</summary>
    public void KeepOnly(HashSet<long> ids)
    {
        lock (_gate)
        {
            foreach (var id in _open.Keys.Where(id => !ids.Contains(id)).ToArray())
            {
                _open[id].Dispose();
                _open.Remove(id);
            }

            foreach (var id in CheckpointFolder.States(folder))
                if (!ids.Contains(id)) File.Delete(CheckpointFolder.StatePath(folder, id));
        }
    }

    /// <summary>Closes all files.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var file in _open.Values) file.Dispose();
            _open.Clear();
        }
    }
}
