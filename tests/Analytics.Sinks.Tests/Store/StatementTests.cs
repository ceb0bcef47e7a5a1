using System.Text;
using Analytics.Store.Sql;

namespace Analytics.Sinks.Tests.Store;

public sealed class StatementTests
{
    [Theory]
    [InlineData("INSERT INTO t FORMAT Native", "INSERT INTO t", "Native", "")]
    [InlineData("insert into t (a, `format`) settings a = 1 format CSV\n1,2\n", "insert into t (a, `format`) settings a = 1", "CSV", "1,2\n")]
    [InlineData("INSERT INTO t FORMAT JSONEachRow {\"a\":1}", "INSERT INTO t", "JSONEachRow", "{\"a\":1}")]
    [InlineData("/* FORMAT x */ INSERT INTO t FORMAT TSV;\n1", "/* FORMAT x */ INSERT INTO t", "TSV", "1")]
    [InlineData("INSERT INTO t FORMAT CSV SETTINGS a = 1\n1", "INSERT INTO t SETTINGS a = 1", "CSV", "1")]
    public void The_rows_of_an_insert_are_told_from_its_text(string text, string insert, string format, string rows)
    {
        var statement = Read(text);
        Assert.Equal((insert, format, rows), (statement.InsertText, statement.Format, Encoding.UTF8.GetString(statement.InlineData.Span)));
    }

    [Theory]
    [InlineData("INSERT INTO t VALUES ('FORMAT CSV')")]
    [InlineData("INSERT INTO t SELECT 1 FORMAT CSV")]
    [InlineData("INSERT INTO t WITH 1 AS x SELECT x")]
    [InlineData("INSERT INTO t FORMAT Values (1)")]
    public void Values_and_selects_are_left_to_the_engine(string text) => Assert.Null(Read(text).InsertText);

    [Theory]
    [InlineData("SELECT 1 FORMAT JSON", "SELECT", "JSON")]
    [InlineData("SELECT 1 FORMAT JSON SETTINGS a = 1", "SELECT", "JSON")]
    [InlineData("-- x\nWITH 1 AS a SELECT format FROM t;", "WITH", "")]
    [InlineData("(SELECT 'FORMAT CSV' AS `FORMAT`)", "SELECT", "")]
    [InlineData("SELECT $x$ FORMAT CSV $x$", "SELECT", "")]
    [InlineData("  ", "", "")]
    public void The_format_is_the_one_that_ends_the_statement(string text, string verb, string format) =>
        Assert.Equal((verb, format), (Read(text).Verb, Read(text).Format));

    [Theory]
    [InlineData("SELECT file('x')", true)]
    [InlineData("SELECT `\\x66ile`('x')", true)]
    [InlineData("SELECT \"file\"('x')", true)]
    [InlineData("SELECT 'file', profile, files, FILE -- file", false)]
    public void The_name_of_the_file_function_is_seen_in_every_spelling(string text, bool names) => Assert.Equal(names, Read(text).NamesFileFunction);

    private static Statement Read(string text) => Statement.Read(Encoding.UTF8.GetBytes(text));
}
