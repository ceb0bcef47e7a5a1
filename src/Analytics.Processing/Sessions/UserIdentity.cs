namespace Analytics.Processing.Sessions;

/// <summary>What identifies a user.</summary>
[Flags]
public enum UserIdentity : byte
{
    /// <summary>The user id (as masked).</summary>
    UserId = 0,

    /// <summary>No user is known: the id is the session id that the client sent.</summary>
    ClientSession = 1,

    /// <summary>Masking leaves ids that several users share (cut or dropped addresses): the hash of the unmasked id tells them apart.</summary>
    ByHash = 2,
}
