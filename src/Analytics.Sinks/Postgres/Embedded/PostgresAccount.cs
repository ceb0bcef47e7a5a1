using System.Globalization;

namespace Analytics.Sinks.Postgres.Embedded;

/// <summary>
/// The account that the server runs as. PostgreSQL refuses root, so under root it is started through <c>setpriv</c> as another account
/// that owns the cluster's folder and nothing else. When that account may not pass through a parent folder (/root is 0700), the server keeps
/// the one capability <c>dac_read_search</c> (or <c>dac_override</c> where a container does not grant the first): it lets a process pass
/// through and read, needs no mount and changes no permission of a folder that is not ours. Nobody but root and that account reaches
/// the server, whose socket folder has mode 0700.
/// </summary>
public sealed class PostgresAccount
{
    private const int CapabilityDacOverride = 1;
    private const int CapabilityDacReadSearch = 2;
    private const int CapabilitySetProcessCapabilities = 8;

    private PostgresAccount(string name, uint user, uint group, bool isOther)
    {
        Name = name;
        User = user;
        Group = group;
        IsOther = isOther;
    }

    /// <summary>Name of the account.</summary>
    public string Name { get; }

    /// <summary>Its number.</summary>
    public uint User { get; }

    /// <summary>Number of its group.</summary>
    public uint Group { get; }

    /// <summary>True when it is not the node's own.</summary>
    public bool IsOther { get; }

    /// <summary>Chooses the account for a cluster folder.</summary>
    public static PostgresAccount For(string clusterFolder, string? wanted)
    {
        var self = Native.geteuid();
        if (self != 0) return new PostgresAccount(Environment.UserName, self, Native.getegid(), false);
        var accounts = ReadAccounts();
        if (wanted is not null)
            return accounts.Find(account => account.Name == wanted && account.User != 0)
                ?? throw new PostgresStartException($"There is no account '{wanted}' (other than root) to run PostgreSQL as.");
        var owner = Directory.Exists(clusterFolder) ? Native.OwnerOf(clusterFolder) : 0;
        return (owner == 0 ? null : accounts.Find(account => account.User == owner))
            ?? accounts.Find(account => account.Name == "postgres")
            ?? accounts.Find(account => account.Name == "nobody")
            ?? throw new PostgresStartException("PostgreSQL does not run as root, and there is neither an account 'postgres' nor 'nobody': add one (useradd -r postgres).");
    }

    /// <summary>Gives a folder to the account, with all that is in it when it belongs to another, for its eyes only.</summary>
    public void Own(string folder)
    {
        Directory.CreateDirectory(folder);
        if (Native.OwnerOf(folder) != User)
        {
            if (!IsOther) throw new PostgresStartException($"{folder} belongs to another account; start as that account or give it to {Name} (chown -R).");
            foreach (var entry in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)) Native.ChangeOwner(entry, User, Group);
            Native.ChangeOwner(folder, User, Group);
        }

        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The command that runs a program as this account so that it can reach the folders.</summary>
    public IReadOnlyList<string> Command(IReadOnlyList<string> program, params string[] folders)
    {
        if (!IsOther) return program;
        var command = new List<string> { "setpriv", $"--reuid={User}", $"--regid={Group}", "--clear-groups", "--no-new-privs" };
        var closed = folders.Select(ClosedAncestor).FirstOrDefault(folder => folder is not null);
        if (closed is not null) command.AddRange(Capability(closed));
        else command.AddRange(["--inh-caps=-all", "--ambient-caps=-all"]);
        command.AddRange(program);
        return command;
    }

    // access(2), which initdb uses on its own programs, drops capabilities of ordinary users unless no_setuid_fixup is set.
    private string[] Capability(string closed)
    {
        var held = Native.EffectiveCapabilities();
        bool Has(int capability) => (held >> capability & 1) != 0;
        var name = Has(CapabilityDacReadSearch) ? "dac_read_search" : Has(CapabilityDacOverride) ? "dac_override" : null;
        if (name is null || !Has(CapabilitySetProcessCapabilities))
            throw new PostgresStartException(
                $"PostgreSQL must run as '{Name}', which may not pass through {closed}. Let it pass (chmod o+x {closed}), "
                + "use a data folder elsewhere (for example /var/lib/analytics), or start the node as an ordinary user.");
        return [$"--inh-caps=-all,+{name}", $"--ambient-caps=-all,+{name}", $"--bounding-set=-all,+{name}", "--securebits=+no_setuid_fixup"];
    }

    private string? ClosedAncestor(string folder)
    {
        for (var parent = Path.GetDirectoryName(Path.GetFullPath(folder)); parent is not null; parent = Path.GetDirectoryName(parent))
        {
            var mode = File.GetUnixFileMode(parent);
            var open = Native.OwnerOf(parent) == User ? UnixFileMode.UserExecute : UnixFileMode.OtherExecute;
            if ((mode & open) == 0) return parent;
        }

        return null;
    }

    private static List<PostgresAccount> ReadAccounts()
    {
        var accounts = new List<PostgresAccount>();
        foreach (var line in File.ReadLines("/etc/passwd"))
        {
            var fields = line.Split(':');
            if (fields.Length >= 4
                && uint.TryParse(fields[2], CultureInfo.InvariantCulture, out var user)
                && uint.TryParse(fields[3], CultureInfo.InvariantCulture, out var group))
                accounts.Add(new PostgresAccount(fields[0], user, group, true));
        }

        return accounts;
    }
}
