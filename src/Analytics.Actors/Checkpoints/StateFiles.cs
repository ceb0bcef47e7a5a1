namespace Analytics.Actors.Checkpoints;

/// <summary>The open state files of a shard by number. Any thread.</summary>
internal sealed class StateFiles(string folder) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, StateFile> _open = [];
    private long _lastId;
    private bool _isSealed;

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
            if (_isSealed) throw new ObjectDisposedException(nameof(StateFiles), $"{folder} has another owner.");
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

    /// <summary>No file is started here any more: their numbers are another owner's to give.</summary>
    public void Seal()
    {
        lock (_gate) _isSealed = true;
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    /// <summary>Closes all files; those that are asked for again are opened as they are by then.</summary>
    public void Close()
    {
        lock (_gate)
        {
            foreach (var file in _open.Values) file.Dispose();
            _open.Clear();
        }
    }
}
