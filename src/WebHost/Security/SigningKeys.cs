using System.Security.Cryptography;
using System.Text;
using AndroidZen.Silo.Storage;
using Microsoft.IdentityModel.Tokens;

namespace AndroidZen.WebHost.Security;

/// <summary>The symmetric key of tokens.</summary>
internal static class SigningKeys
{
    /// <summary>The library takes HS512 only with a key as long as its output.</summary>
    private const int MinLibraryKeyBytes = 64;

    /// <summary>
    /// A key as configuration has it. HMAC fills a key that is shorter than its block (64 bytes, or 128) with zeros (RFC 2104), so filling it here makes the same
    /// signatures, and one key does for all three algorithms.
    /// </summary>
    public static SymmetricSecurityKey FromText(string key)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        Array.Resize(ref bytes, Math.Max(bytes.Length, MinLibraryKeyBytes));
        return new(bytes);
    }

    /// <summary>
    /// Development's own key, kept in the data folder, so that tokens outlive a restart and are good for every process that shares the folder.
    /// </summary>
    public static string OfDevelopment(IConfiguration configuration)
    {
        var folder = Directory.CreateDirectory(DataFolder.Of(configuration)).FullName;
        var file = Path.Combine(folder, "development-signing.key");
        if (!File.Exists(file))
        {
            MoveIntoPlace(file, Convert.ToHexString(RandomNumberGenerator.GetBytes(AuthOptions.MinSigningKeyBytes)));
        }

        return File.ReadAllText(file);
    }

    /// <summary>Written aside and moved, so that another process that starts just now never reads half a key; who comes second uses the first one's.</summary>
    private static void MoveIntoPlace(string file, string key)
    {
        var aside = $"{file}.{Guid.NewGuid():N}";
        using (var stream = new FileStream(aside, OptionsOfSecret()))
        {
            stream.Write(Encoding.ASCII.GetBytes(key));
        }

        try
        {
            File.Move(aside, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(aside);
        }
    }

    private static FileStreamOptions OptionsOfSecret()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
