using System.Globalization;

namespace AndroidZen.Silo.Postgres;

/// <summary>One step of the schema: <c>0001-orleans.sql</c> is version 1, named "orleans".</summary>
internal sealed record SchemaScript(int Version, string Name, string Sql)
{
    public static SchemaScript Of(string file, string sql)
    {
        var parts = Path.GetFileNameWithoutExtension(file).Split('-', 2);
        return new SchemaScript(int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], sql);
    }

    public override string ToString() => $"{Version} {Name}";
}
