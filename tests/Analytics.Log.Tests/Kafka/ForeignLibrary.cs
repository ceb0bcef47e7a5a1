using System.Runtime.InteropServices;

namespace Analytics.Log.Tests.Kafka;

/// <summary>Functions of librdkafka that only tests call: what other programs do to the same topics.</summary>
internal static unsafe class ForeignLibrary
{
    private static readonly nint Handle = NativeLibrary.Load(Analytics.Testing.TestKafka.LibraryPath!);

    public static readonly delegate* unmanaged[Cdecl]<nint, int, nint> InitTransactions = (delegate* unmanaged[Cdecl]<nint, int, nint>)Function("rd_kafka_init_transactions");
    public static readonly delegate* unmanaged[Cdecl]<nint, nint> BeginTransaction = (delegate* unmanaged[Cdecl]<nint, nint>)Function("rd_kafka_begin_transaction");
    public static readonly delegate* unmanaged[Cdecl]<nint, int, nint> CommitTransaction = (delegate* unmanaged[Cdecl]<nint, int, nint>)Function("rd_kafka_commit_transaction");
    public static readonly delegate* unmanaged[Cdecl]<nint, int, nint> AbortTransaction = (delegate* unmanaged[Cdecl]<nint, int, nint>)Function("rd_kafka_abort_transaction");
    public static readonly delegate* unmanaged[Cdecl]<void*, nint> DeleteRecordsNew = (delegate* unmanaged[Cdecl]<void*, nint>)Function("rd_kafka_DeleteRecords_new");
    public static readonly delegate* unmanaged[Cdecl]<nint, void> DeleteRecordsDestroy = (delegate* unmanaged[Cdecl]<nint, void>)Function("rd_kafka_DeleteRecords_destroy");
    public static readonly delegate* unmanaged[Cdecl]<nint, nint*, nuint, nint, nint, void> DeleteRecords =
        (delegate* unmanaged[Cdecl]<nint, nint*, nuint, nint, nint, void>)Function("rd_kafka_DeleteRecords");


    private static nint Function(string name) => NativeLibrary.GetExport(Handle, name);
}
