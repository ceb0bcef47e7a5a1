using System.Runtime.InteropServices;

namespace Analytics.Store.Engine;

/// <summary>The C interface of the embedded engine (<c>libchdb.so</c>), as its header declares it. Call <see cref="Load"/> once, first.</summary>
internal static unsafe partial class EngineLibrary
{
    private const string Name = "chdb";

    /// <summary>
    /// Loads the library and keeps it from installing signal handlers: the runtime's own (null references, suspension) must stay.
    /// </summary>
    /// <exception cref="DllNotFoundException">The file is missing or no such library.</exception>
    public static void Load(string path)
    {
        var handle = NativeLibrary.Load(path);
        NativeLibrary.SetDllImportResolver(typeof(EngineLibrary).Assembly, (name, _, _) => name == Name ? handle : 0);
        SetSignalHandlersEnabled(0);
    }

    [LibraryImport(Name, EntryPoint = "chdb_set_signal_handlers_enabled")]
    private static partial void SetSignalHandlersEnabled(int enabled);

    /// <summary>A new connection; the first starts the engine. Null when an argument or the path is refused.</summary>
    [LibraryImport(Name, EntryPoint = "chdb_connect")]
    public static partial nint* Connect(int count, byte** arguments);

    [LibraryImport(Name, EntryPoint = "chdb_close_conn")]
    public static partial void Close(nint* connection);

    [LibraryImport(Name, EntryPoint = "chdb_query_with_params_n")]
    public static partial nint Query(
        nint connection, byte* sql, nuint sqlLength, byte* format, nuint formatLength,
        byte** names, nuint* nameLengths, byte** values, nuint* valueLengths, nuint count);

    [LibraryImport(Name, EntryPoint = "chdb_stream_query_with_params_n")]
    public static partial nint StreamQuery(
        nint connection, byte* sql, nuint sqlLength, byte* format, nuint formatLength,
        byte** names, nuint* nameLengths, byte** values, nuint* valueLengths, nuint count);

    [LibraryImport(Name, EntryPoint = "chdb_stream_fetch_result")]
    public static partial nint StreamFetch(nint connection, nint stream);

    [LibraryImport(Name, EntryPoint = "chdb_stream_cancel_query")]
    public static partial void StreamCancel(nint connection, nint stream);

    [LibraryImport(Name, EntryPoint = "chdb_stream_insert_with_params_n")]
    public static partial nint InsertBegin(
        nint connection, byte* sql, nuint sqlLength, byte* format, nuint formatLength,
        byte** names, nuint* nameLengths, byte** values, nuint* valueLengths, nuint count);

    [LibraryImport(Name, EntryPoint = "chdb_stream_append")]
    public static partial int InsertAppend(nint stream, byte* data, nuint length);

    [LibraryImport(Name, EntryPoint = "chdb_stream_done")]
    public static partial nint InsertDone(nint stream);

    [LibraryImport(Name, EntryPoint = "chdb_stream_cancel_insert")]
    public static partial void InsertCancel(nint stream);

    [LibraryImport(Name, EntryPoint = "chdb_stream_insert_error")]
    public static partial byte* InsertError(nint stream);

    [LibraryImport(Name, EntryPoint = "chdb_destroy_insert_stream")]
    public static partial void InsertDestroy(nint stream);

    [LibraryImport(Name, EntryPoint = "chdb_result_buffer")]
    public static partial byte* ResultBuffer(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_result_length")]
    public static partial nuint ResultLength(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_result_error")]
    public static partial byte* ResultError(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_result_rows_read")]
    public static partial ulong ResultRows(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_result_bytes_read")]
    public static partial ulong ResultBytes(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_result_storage_rows_read")]
    public static partial ulong RowsRead(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_result_storage_bytes_read")]
    public static partial ulong BytesRead(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_result_rows_written")]
    public static partial ulong RowsWritten(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_result_bytes_written")]
    public static partial ulong BytesWritten(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_destroy_query_result")]
    public static partial void ResultDestroy(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_classify_query_n")]
    public static partial int Classify(
        nint connection, byte* sql, nuint sqlLength, byte* database, nuint databaseLength, QueryAnalysis* analysis);

    /// <summary>What <see cref="Classify"/> reports; the size goes in, the rest comes out.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct QueryAnalysis
    {
        public uint Size;
        public uint Statements;
        public uint Flags;
        public uint Class;
    }
}
