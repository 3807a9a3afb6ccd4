import java.io.FileInputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Checks files against flavours: usage Validate 3a,ua1 FILE…; a line for each: file, flavour, checks, then what fails. */
public class Validate {
  private static final int SHOWN = 300;

  public static void main(String[] arguments) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    for (int at = 1; at < arguments.length; at++) {
      for (String flavour : arguments[0].split(",")) {
        System.out.println(arguments[at] + "\t" + flavour + "\t" + checked(arguments[at], PDFAFlavour.fromString(flavour)));
      }
    }
  }

  private static String checked(String file, PDFAFlavour flavour) throws Exception {
    try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
        PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, SHOWN, false, true, false)) {
      ValidationResult result = validator.validate(parser);
      Map<String, String> failed = new TreeMap<>();
      for (TestAssertion one : result.getTestAssertions()) {
        if (one.getStatus() == TestAssertion.Status.FAILED) {
          String rule = one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber();
          failed.putIfAbsent(rule, one.getErrorMessage() + " at " + one.getLocation().getContext());
        }
      }
      return result.getTotalAssertions() + "\t" + (result.isCompliant() ? "" : failed);
    }
  }
}
